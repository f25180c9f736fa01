/**
 * A form for a new password that arrives again so soon after it worked is the same click, and is told
 * again that it worked.
 */
export const SAME_CLICK_MS = 60_000;
