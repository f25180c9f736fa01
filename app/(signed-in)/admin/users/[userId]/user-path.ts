import { userAdminPath } from '@/lib/utilities/tab-rules';

/** Whether a text has the form of a user's id. */
export function isUserId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

export function pathOf(userId: string): string {
  return `${userAdminPath}/${userId}`;
}
