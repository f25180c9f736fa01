/** «1 minute, 43 seconds» in a language, as CLDR has it. @param lang BCP 47 */
export function durationInWords(lang: string, seconds: number): string {
  const parts = [
    { unit: 'minute', value: Math.floor(seconds / 60) },
    { unit: 'second', value: seconds % 60 },
  ].filter(({ value }) => value > 0);
  const words = (parts.length > 0 ? parts : [{ unit: 'second', value: 0 }]).map(({ unit, value }) =>
    new Intl.NumberFormat(lang, { style: 'unit', unit, unitDisplay: 'long' })
      .format(value)
      // A number stays with its unit.
      .replaceAll(' ', '\u00a0'),
  );
  return new Intl.ListFormat(lang, { type: 'unit' }).format(words);
}
