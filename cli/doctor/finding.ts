/** What one check found. A warning can wait, a fault cannot. */
export type Finding =
  | { state: 'ok'; subject: string; message: string; remedy?: undefined }
  | { state: 'warning' | 'fault'; subject: string; message: string; remedy: string };
