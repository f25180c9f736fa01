import type { NextConfig } from 'next';
import createNextIntlPlugin from 'next-intl/plugin';

/** The benchmark's own build (bench/build.ts): with the bare page, and beside the product's. */
const forBench: NextConfig = {
  pageExtensions: ['bench.tsx', 'tsx', 'ts'],
  distDir: '.bench/next',
  // Types are the check's business (npm run check).
  typescript: { tsconfigPath: '.bench/tsconfig.json', ignoreBuildErrors: true },
};

const config: NextConfig = {
  poweredByHeader: false,
  // Pages hold secrets beside what a person typed; compressing both together leaks them (BREACH).
  compress: false,
  // No page is ever the same twice: each has a nonce.
  generateEtags: false,
  reactStrictMode: true,
  images: { unoptimized: true },
  serverExternalPackages: [
    '@node-rs/argon2',
    '@zxcvbn-ts/language-common',
    'nodemailer',
    'pino',
    'postgres',
    'prom-client',
    'react-email',
    'undici',
  ],
  // W3C, "A Well-Known URL for Changing Passwords": where password managers send people.
  redirects: async () => [
    { source: '/.well-known/change-password', destination: '/change-password', permanent: false },
  ],
  // A mailed link; the secret goes from the address into a cookie before any page is shown.
  rewrites: async () => ({
    beforeFiles: [
      // Where browsers look for an icon without a page that names one.
      { source: '/favicon.ico', destination: '/icon.svg' },
      {
        source: '/reset-password',
        has: [{ type: 'query', key: 'token' }],
        destination: '/reset-password/open',
      },
    ],
    afterFiles: [],
    fallback: [],
  }),
  ...(process.env.CSI_BENCH ? forBench : {}),
  experimental: { serverActions: { bodySizeLimit: '64kb' } },
};

export default createNextIntlPlugin('./lib/auth/next-intl.ts')(config);
