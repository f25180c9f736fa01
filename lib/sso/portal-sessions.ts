/**
 * Which sessions a portal means: that of its own session's name (`sid`, SessionIndex), all of a person
 * (`sub`, NameID), or what both fit.
 */
export type PortalSessions =
  | { portalSession: string; subject?: undefined }
  | { portalSession?: undefined; subject: string }
  | { portalSession: string; subject: string };
