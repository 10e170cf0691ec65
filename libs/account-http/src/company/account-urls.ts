import { Inject, Injectable } from '@nestjs/common';
import type { SamlServiceProvider } from '@luciq/access';
import { setupLinkUrl } from '@luciq/access';
import { PUBLIC_URL } from '@luciq/http';
import { SCIM_URL } from '../injection-tokens.ts';

/** Luciq as a company's identity provider sees it. */
export interface ServiceProviderUrls extends SamlServiceProvider {
  readonly metadataUrl: string;
}

/** Addresses that people are shown. */
@Injectable()
export class AccountUrls {
  constructor(
    @Inject(PUBLIC_URL) private readonly publicUrl: () => string,
    @Inject(SCIM_URL) private readonly scimUrl: () => string,
  ) {}

  /** What the identity provider of a company is given. Each company has its own, so that an assertion for one is for no other. */
  saml(companyId: string): ServiceProviderUrls {
    const base = `${this.publicUrl()}/saml/${companyId}`;
    return { entityId: `${base}/metadata`, metadataUrl: `${base}/metadata`, acsUrl: `${base}/acs` };
  }

  /** SCIM basic URL. */
  scim(): string {
    return this.scimUrl();
  }

  /** Address of a set-up link. */
  setupLink(link: string): string {
    return setupLinkUrl(this.publicUrl(), link);
  }
}
