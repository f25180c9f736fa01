interface LanguagePickerProps {
  /** «Language». */
  label: string;
  /** Where the page is that comes again in another language. */
  returnTo: string;
  /** In the order in which they are shown, each by its own name, with its BCP 47 tag. */
  languages: { locale: string; tag: string; name: string; isCurrent: boolean }[];
}

/** Every language that a page can be read in; a plain form, so that it needs no script. */
export function LanguagePicker({ label, returnTo, languages }: LanguagePickerProps) {
  return (
    <form
      method="post"
      action="/language"
      aria-label={label}
      className="-mx-2 flex flex-wrap items-center gap-x-1"
    >
      <input type="hidden" name="returnTo" value={returnTo} />
      {languages.map(({ locale, tag, name, isCurrent }) =>
        isCurrent ? (
          <span
            key={locale}
            lang={tag}
            aria-current="true"
            className="px-2 py-1.5 font-semibold text-ink"
          >
            {name}
          </span>
        ) : (
          <button
            key={locale}
            type="submit"
            name="locale"
            value={locale}
            lang={tag}
            className="cursor-pointer rounded-control px-2 py-1.5 underline decoration-1 underline-offset-4 hover:text-ink hover:decoration-2"
          >
            {name}
          </button>
        ),
      )}
    </form>
  );
}
