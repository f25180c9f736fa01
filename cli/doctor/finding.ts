/** What one check found. A warning can wait, a fault cannot. */
export type Finding =
  | { state: 'ok'; subject: string; message: string; remedy?: undefined }
  | { state: 'warning' | 'fault'; subject: string; message: string; remedy: string };

/** What is wrong with something that is named elsewhere. */
export type Trouble = Omit<Extract<Finding, { state: 'warning' | 'fault' }>, 'subject'>;

export function fault(message: string, remedy: string): Trouble {
  return { state: 'fault', message, remedy };
}

export function warning(message: string, remedy: string): Trouble {
  return { state: 'warning', message, remedy };
}
