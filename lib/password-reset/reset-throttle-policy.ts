/** Requests for a new password that are taken in an hour. */
export const RESET_THROTTLE = {
  windowMs: 3_600_000,
  /** Of one client at one utility; more are told to wait. */
  perClient: 10,
  /** For one address, known or not; more are taken and come to nothing. */
  perAddress: 3,
};
