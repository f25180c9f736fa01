/**
 * A form for a new password that arrives again so soon after it worked is the same click, and is told
 * again that it worked.
 */
export const SAME_CLICK_MS = 60_000;

/**
 * As many times may it arrive again: each is a comparison that the lock does not count, to which who
 * stole the link or the cookie is welcome as well.
 */
export const SAME_CLICKS = 3;
