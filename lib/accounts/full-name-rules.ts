/** One line of 1 to 200 characters, without control characters or changes of writing direction. */
const FULL_NAME =
  /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]{1,200}$/u;

/** Whether somebody can be called so, surrounding spaces aside. */
export function isAcceptableFullName(typed: string): boolean {
  return FULL_NAME.test(typed.trim());
}
