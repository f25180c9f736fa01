import { Breakable } from '@/components/breakable';

/** What a portal sent, letter by letter: a line each, broken anywhere where it has to be. */
export function Values({ values }: { values: string[] }) {
  return (
    <ul>
      {[...new Set(values)].map((value) => (
        <li key={value}>
          <bdi className="font-mono text-sm whitespace-pre-wrap wrap-anywhere">
            <Breakable text={value} />
          </bdi>
        </li>
      ))}
    </ul>
  );
}
