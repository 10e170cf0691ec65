import type { KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { MadeEncryptionKey } from '@luciq/access';
import { newEncryptionKey, openEncryptionKey } from '@luciq/access';
import type { Company } from '@luciq/domain';
import { SAML_KEY } from '../injection-tokens.ts';

/** The keys for which identity providers encrypt assertions. */
@Injectable()
export class SamlEncryptionKeys {
  constructor(@Inject(SAML_KEY) private readonly secret: Buffer | null) {}

  /** Whether keys can be kept here at all. */
  get canBeKept(): boolean {
    return this.secret !== null;
  }

  /** A new pair for a company; null where it could not be kept. */
  async make(companyId: string): Promise<MadeEncryptionKey | null> {
    return this.secret === null ? null : newEncryptionKey(companyId, this.secret, new Date());
  }

  /** The private key of a company; null where it offers none, or where the key of the environment is another one than it was. */
  open({ id, samlEncryption }: Pick<Company, 'id' | 'samlEncryption'>): KeyObject | null {
    return this.secret === null || samlEncryption === null
      ? null
      : openEncryptionKey(samlEncryption.sealedKey, id, this.secret);
  }
}
