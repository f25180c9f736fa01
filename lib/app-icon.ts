/** app/icon.svg (a test holds both together), for pages that must need no other file. */
const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">' +
  '<title>Customer Service Interface</title>' +
  '<rect width="32" height="32" rx="8" fill="#0d5f66"/>' +
  '<path d="M9 25V9.5A2.5 2.5 0 0 1 11.500 7h9A2.500 2.500 0 0 1 23 9.500V25" fill="none" stroke="#fff" stroke-width="2.500" stroke-linecap="round"/>' +
  '<circle cx="19" cy="17" r="1.750" fill="#fff"/>' +
  '<path d="M6 25h20" stroke="#fff" stroke-width="2.500" stroke-linecap="round"/>' +
  '</svg>';

/** The browser tab's icon as an address that fetches nothing. */
export const ICON_ADDRESS = `data:image/svg+xml,${encodeURIComponent(SVG)}`;
