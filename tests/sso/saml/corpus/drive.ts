import { test } from 'vitest';
import { type Attack, bodyOf, targetOf } from '@/tests/sso/saml/corpus/attack';
import { alice, fieldsOf, samlVisit } from '@/tests/sso/saml/saml-visit';

/**
 * A test for each: the attack is refused for its own reason, on the one page; nobody is in; the log tells the
 * reason and no piece of the message. Then the good answer to the same request comes in, so that it was
 * the attack that was refused, and that it used nothing up.
 *
 * @param check of the document, to show that it is the attack that it says it is
 */
export function refuses(attacks: Attack[], check?: (xml: string) => void): void {
  test.each(attacks)('%s', async (_, fault, detail, make, how) => {
    const visit = await samlVisit();
    const target = targetOf(await visit.begin(), alice, how);
    const body = bodyOf(make, target);
    check?.(Buffer.from(fieldsOf(body).responses[0] ?? '', 'base64').toString());
    await visit.expectRefused(await visit.comeBack(body), fault, detail);
    await visit.expectComesIn(await visit.comeBack(target.good));
  });
}
