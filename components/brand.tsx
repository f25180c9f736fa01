interface BrandProps {
  utilityName: string;
  logoUrl?: string | null;
  /** `stacked` is centred for signed-out pages, `inline` for the signed-in header. */
  arrangement: 'stacked' | 'inline';
}

const ARRANGEMENTS = {
  stacked: { box: 'flex-col gap-2 text-center', logo: 'h-12 max-w-64' },
  inline: { box: 'gap-3', logo: 'h-9 min-w-9 max-w-36' },
};

/**
 * The utility's logo and name. The name is always there in words, so the logo has no alternative
 * text (WCAG 1.1.1, decoration). The logo's height is fixed: nothing moves when it arrives.
 */
export function Brand({ utilityName, logoUrl, arrangement }: BrandProps) {
  const { box, logo } = ARRANGEMENTS[arrangement];
  return (
    <span className={`flex items-center font-semibold text-ink ${box}`}>
      {logoUrl && (
        <picture className="shrink-0">
          <img src={logoUrl} alt="" className={`w-auto object-contain ${logo}`} />
        </picture>
      )}
      <span className="min-w-0">{utilityName}</span>
    </span>
  );
}
