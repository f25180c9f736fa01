import type { EventType } from '@/lib/audit/event-catalogue';
import type { Act } from '@/lib/audit-list/filter-rules';

/** To which group every event belongs. */
export const ACT_OF: Record<EventType, Act> = {
  'sign_in.succeeded': 'sign_ins',
  'sign_in.failed': 'sign_ins',
  'sign_in.sso_refused': 'sign_ins',
  'session.ended': 'sign_ins',
  'user.signed_out_everywhere': 'sign_ins',
  'user.signed_out_elsewhere': 'sign_ins',
  'user.locked': 'locks',
  'user.unlocked': 'locks',
  'password.created': 'passwords',
  'password.changed': 'passwords',
  'password.change_failed': 'passwords',
  'password.reset_link_made': 'passwords',
  'password.reset_link_refused': 'passwords',
  'password.reset': 'passwords',
  'user.password_reset_to_temporary': 'passwords',
  'user.changed_to_password': 'passwords',
  'user.handed_out': 'passwords',
  'user.added': 'accounts',
  'user.imported': 'accounts',
  'user.changed': 'accounts',
  'user.deleted': 'accounts',
  'user.arrived': 'accounts',
  'user.refreshed': 'accounts',
  'user.bound': 'accounts',
  'user.linked': 'accounts',
  'user.link_dismissed': 'accounts',
  'user.unlinked': 'accounts',
  'user.changed_to_sso': 'accounts',
  'user.disabled': 'accounts',
  'user.enabled': 'accounts',
  'users.import_started': 'files',
  'users.import_finished': 'files',
  'users.exported': 'files',
  'audit.exported': 'files',
  'mail.sent': 'mails',
  'mail.delayed': 'mails',
  'mail.refused': 'mails',
  'mail.given_up': 'mails',
  'utility.created': 'settings',
  'utility.changed': 'settings',
  'sso.keys_changed': 'settings',
  'audit.month_dropped': 'settings',
};

export function typesOf(act: Act): EventType[] {
  return (Object.keys(ACT_OF) as EventType[]).filter((type) => ACT_OF[type] === act);
}
