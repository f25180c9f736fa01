import type { NextConfig } from 'next';
import createNextIntlPlugin from 'next-intl/plugin';

const config: NextConfig = {
  poweredByHeader: false,
  // Pages hold secrets beside what a person typed; compressing both together leaks them (BREACH).
  compress: false,
  // No page is ever the same twice: each has a nonce.
  generateEtags: false,
  reactStrictMode: true,
  images: { unoptimized: true },
  serverExternalPackages: ['@node-rs/argon2', 'pino', 'postgres', 'prom-client'],
  experimental: { serverActions: { bodySizeLimit: '64kb' } },
};

export default createNextIntlPlugin('./lib/next-intl.ts')(config);
