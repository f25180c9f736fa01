/** What Node and React throw at a body that is no form, or not whole. */
const MESSAGES = [
  /^Failed to parse body as FormData/,
  /^Unexpected end of form/,
  /^Malformed (part header|content type)/i,
  /^Multipart: Boundary not found/,
  /^Connection closed\./,
];

/** Whether an error says that the client sent something that cannot be read as a form. */
export function isUnreadableForm(error: unknown): boolean {
  return error instanceof Error && MESSAGES.some((message) => message.test(error.message));
}
