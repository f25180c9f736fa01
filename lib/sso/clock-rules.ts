/** How far a portal's clock may be from ours; machines that ask for the time are within a second. */
export const CLOCK_SKEW_SECONDS = 120;
