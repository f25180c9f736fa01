/**
 * What the benchmark holds against the other pages: the root layout, the policy, and one paragraph.
 * It is in no build but the benchmark's (`pageExtensions` in next.config.ts).
 */
export default function BarePage() {
  return <p>Bare</p>;
}
