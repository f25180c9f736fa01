import type { Page } from '@playwright/test';

/**
 * What is wrong with a page's fields: errors that are not tied to them (WCAG 3.3.1, 3.3.3), a purpose
 * that a browser or password manager cannot know (1.3.5), a password that cannot be pasted (3.3.8).
 * An error summary must have the focus; so this comes first after arriving.
 */
export function fieldFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    const expect = (holds: unknown, fault: string, where: Element | null = null) => {
      if (!holds) faults.push([fault, where?.outerHTML.slice(0, 200)].filter(Boolean).join(': '));
    };
    const described = (element: Element) =>
      (element.getAttribute('aria-describedby') ?? '')
        .split(/\s+/)
        .map((id) => document.getElementById(id))
        .filter((one) => one !== null);

    // Alerts with links in them are error summaries.
    const alerts = document.querySelectorAll('[role=alert]:has(a[href^="#"])');
    for (const alert of alerts) {
      // The body has it where nothing else has.
      const focused = document.activeElement === document.body ? null : document.activeElement;
      expect(focused?.contains(alert), 'the summary has not the focus', alert);
      for (const link of alert.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')) {
        const field = document.getElementById(link.hash.slice(1));
        const isField = field?.matches('input, select, textarea, button, fieldset');
        expect(isField, 'a line of the summary leads to no field', link);
        const group = field?.closest('fieldset[aria-describedby]');
        const isMarked = field?.getAttribute('aria-invalid') === 'true' || group;
        expect(!isField || isMarked, 'a field is not marked as wrong', field);
      }
    }
    for (const field of document.querySelectorAll('[aria-invalid=true]')) {
      const errors = described(field).filter(({ id }) => id === `${field.id}-error`);
      expect(errors[0]?.textContent?.trim(), 'the error is not tied to its field', field);
    }

    const fields = document.querySelectorAll<HTMLInputElement>('input, select, textarea');
    for (const field of fields) {
      const { type, name, autocomplete } = field;
      if (type === 'hidden') continue;
      const isShown = field.checkVisibility({ visibilityProperty: true });
      expect(!isShown || field.labels?.length || field.ariaLabel, 'no label', field);
      const secret = /^(current|new)-password$/;
      if (/password/i.test(name)) expect(secret.test(autocomplete), 'no purpose', field);
      if (/^(email|username|fullName)$/.test(name)) expect(autocomplete, 'no purpose', field);
      if (isShown && type === 'password') {
        const paste = new ClipboardEvent('paste', { bubbles: true, cancelable: true });
        expect(field.dispatchEvent(paste), 'nothing can be pasted', field);
        expect(field.maxLength === -1 || field.maxLength >= 256, 'cut off', field);
      }
    }
    // A password manager has to know whose a password is.
    for (const form of document.querySelectorAll('form:has([autocomplete$="-password"])')) {
      const isAnothers = form.querySelector('[name=temporaryPassword]');
      const user = form.querySelector('[autocomplete=username]');
      expect(user || isAnothers, 'a password without a username', form);
    }
    return faults;
  });
}
