/** What a portal sent, letter by letter: a line each, broken anywhere. */
export function Values({ values }: { values: string[] }) {
  return (
    <ul>
      {[...new Set(values)].map((value) => (
        <li key={value}>
          <bdi className="font-mono text-sm whitespace-pre-wrap wrap-anywhere">{value}</bdi>
        </li>
      ))}
    </ul>
  );
}
