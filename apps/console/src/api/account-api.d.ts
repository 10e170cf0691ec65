// Written by npm run generate from the description of the account API, docs/account-api.json.

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        readonly SessionCompanyView: {
            /** @description Id of the company. */
            readonly id: string;
            /** @description Name of the company. */
            readonly name: string;
        };
        readonly SessionMemberView: {
            /** @description Id of the member. */
            readonly id: string;
            /** @description userName. */
            readonly userName: string;
            /** @description Name that is shown. */
            readonly displayName: string | null;
            /**
             * @description Effective role.
             * @enum {string}
             */
            readonly role: "owner" | "admin";
        };
        readonly SessionView: {
            /**
             * @description Of whom it is: a member, anyone who opened a set-up link, or an operator.
             * @enum {string}
             */
            readonly kind: "member" | "setup" | "operator";
            /** @description The company; null for an operator. */
            readonly company: components["schemas"]["SessionCompanyView"] | null;
            /** @description The member; null for all others. */
            readonly member: components["schemas"]["SessionMemberView"] | null;
            /** @description To send as `x-csrf-token` with every POST, PUT and DELETE. */
            readonly csrf: string;
            /**
             * Format: date-time
             * @description When it is over.
             */
            readonly expiresAt: string;
        };
        readonly SetupSessionBody: {
            /** @description The set-up link, or what stands in it after the number sign. */
            readonly link: string;
        };
        readonly ListedCompanyView: {
            /** @description Id of the company. */
            readonly id: string;
            /** @description Name; null while the company is known only by its members. */
            readonly name: string | null;
            /**
             * @description Whether members sign in through SAML.
             * @enum {string}
             */
            readonly saml: "off" | "enabled";
            /**
             * @description Whether SCIM requests are answered.
             * @enum {string}
             */
            readonly scim: "off" | "enabled" | "paused";
            /** @description Members who are not deleted. */
            readonly members: number;
            /** @description True while its rows stand still until an operator resumes it. */
            readonly parked: boolean;
        };
        readonly CompanyListView: {
            /** @description Companies. */
            readonly companies: readonly components["schemas"]["ListedCompanyView"][];
        };
        readonly DefaultsBody: {
            /**
             * @description Role of a member who is given no other.
             * @enum {string}
             */
            readonly role: "admin" | "member" | "viewer" | "associate" | "observer";
            /** @description Applications of a member who is given no others. */
            readonly applications: readonly string[];
        };
        readonly FirstOwnerBody: {
            /** @description What the member signs in with: the NameID of SAML. */
            readonly userName: string;
            /** @description Name that is shown. */
            readonly displayName?: string;
            /** @description E-mail address; the userName unless given. */
            readonly email?: string;
        };
        readonly RegisterCompanyBody: {
            /** @description Id of the company in Luciq. */
            readonly id: string;
            /** @description Name that is shown. */
            readonly name: string;
            /** @description Names of its applications; empty while nobody knows them. */
            readonly applications: readonly string[];
            /** @description Role and applications of members who are given no others; member and none unless given. */
            readonly defaults?: components["schemas"]["DefaultsBody"];
            /** @description Its first owner, who becomes a member. */
            readonly owner?: components["schemas"]["FirstOwnerBody"];
        };
        readonly CertificateView: {
            /** @description SHA-1 of the certificate, in hexadecimal. */
            readonly fingerprint: string;
            /**
             * Format: date-time
             * @description When the certificate ends.
             */
            readonly notAfter: string;
            /** @description Whose it says it is. */
            readonly subject: string;
            /** @description True for a key that can be broken with much effort: it signs in for now, and is not taken anew. */
            readonly weak: boolean;
        };
        readonly ServiceProviderView: {
            /** @description Entity ID, which Okta calls Audience URI. */
            readonly entityId: string;
            /** @description Single sign-on URL: where assertions are sent. */
            readonly acsUrl: string;
            /** @description Where the metadata can be downloaded. */
            readonly metadataUrl: string;
        };
        readonly SamlView: {
            /**
             * @description Whether there is a configuration, and whether members sign in through it.
             * @enum {string}
             */
            readonly state: "off" | "configured" | "enabled";
            /** @description True where members sign in through SAML at Luciq already, and nothing is configured here. */
            readonly elsewhere: boolean;
            /** @description Where members are sent to sign in. */
            readonly entryPoint: string | null;
            /** @description Entity ID of the identity provider, which assertions have to name; null for a company that was configured before it was required; it is not checked then. */
            readonly issuer: string | null;
            /** @description The certificates of the identity provider, any of which may sign. */
            readonly certificates: readonly components["schemas"]["CertificateView"][];
            /** @description SHA-1 fingerprint, where that was given in place of a certificate. */
            readonly fingerprint: string | null;
            /** @description True where Luciq can keep a private key, so that a certificate to encrypt for can be offered. */
            readonly canEncrypt: boolean;
            /** @description The certificate that is offered to encrypt assertions for. */
            readonly encryption: components["schemas"]["CertificateView"] | null;
            /** @description What the identity provider is told. */
            readonly sp: components["schemas"]["ServiceProviderView"];
        };
        readonly ScimView: {
            /**
             * @description While paused, reads are answered and writes are held back.
             * @enum {string}
             */
            readonly state: "off" | "enabled" | "paused";
            /** @description SCIM basic URL: what the identity provider connects to. */
            readonly baseUrl: string;
        };
        readonly DefaultsView: {
            /**
             * @description Role.
             * @enum {string}
             */
            readonly role: "owner" | "admin" | "member" | "viewer" | "associate" | "observer";
            /** @description Applications. */
            readonly applications: readonly string[];
        };
        readonly OwnerView: {
            /** @description Id of the member. */
            readonly userId: string;
            /** @description userName of the member; null for one who is gone. */
            readonly userName: string | null;
            /** @description Name of the member. */
            readonly displayName: string | null;
        };
        readonly CompanyView: {
            /** @description Id of the company. */
            readonly id: string;
            /** @description Name of the company. */
            readonly name: string;
            /** @description Sign-in. */
            readonly saml: components["schemas"]["SamlView"];
            /** @description Provisioning. */
            readonly scim: components["schemas"]["ScimView"];
            /** @description Names of its applications. */
            readonly applications: readonly string[];
            /** @description Role and applications of members who are given no others. */
            readonly defaults: components["schemas"]["DefaultsView"];
            /** @description Its owners. */
            readonly owners: readonly components["schemas"]["OwnerView"][];
            /** @description Members who are not deleted, active or not. */
            readonly memberCount: number;
            /** @description Tokens that are neither revoked nor over. */
            readonly liveTokens: number;
            /** @description Roles that can be given, the most powerful first. */
            readonly roles: readonly ("admin" | "member" | "viewer" | "associate" | "observer")[];
        };
        readonly ApplicationsBody: {
            /** @description The whole catalogue, in place of the one before. While it is empty every name is accepted. */
            readonly applications: readonly string[];
        };
        readonly SamlBody: {
            /** @description Where members are sent to sign in: the single sign-on URL of the identity provider. Metadata says it, too. */
            readonly entryPoint?: string;
            /** @description Entity ID of the identity provider, which assertions name as their issuer. Metadata says it, too. */
            readonly issuer?: string | null;
            /** @description X.509 certificate of the identity provider, as PEM or the Base64 in it; a chain; several for a roll-over; or its metadata. */
            readonly certificate?: string | null;
            /** @description SHA-1 fingerprint of that certificate, in place of the certificate. */
            readonly fingerprint?: string | null;
            /** @description SAML metadata of the identity provider (XML), in place of all of the above. */
            readonly metadata?: string | null;
            /** @description True to keep the certificates that are there beside the new ones, while the identity provider changes from one to the other. */
            readonly keepCertificates?: boolean;
        };
        readonly ConfiguredCompanyView: {
            /** @description Id of the company. */
            readonly id: string;
            /** @description Name of the company. */
            readonly name: string;
            /** @description Sign-in. */
            readonly saml: components["schemas"]["SamlView"];
            /** @description Provisioning. */
            readonly scim: components["schemas"]["ScimView"];
            /** @description Names of its applications. */
            readonly applications: readonly string[];
            /** @description Role and applications of members who are given no others. */
            readonly defaults: components["schemas"]["DefaultsView"];
            /** @description Its owners. */
            readonly owners: readonly components["schemas"]["OwnerView"][];
            /** @description Members who are not deleted, active or not. */
            readonly memberCount: number;
            /** @description Tokens that are neither revoked nor over. */
            readonly liveTokens: number;
            /** @description Roles that can be given, the most powerful first. */
            readonly roles: readonly ("admin" | "member" | "viewer" | "associate" | "observer")[];
            /** @description How what was pasted was understood, in sentences for anyone who pasted it. */
            readonly notes: readonly string[];
        };
        readonly ActorView: {
            /**
             * @description What it was.
             * @enum {string}
             */
            readonly kind: "idp" | "operator" | "system" | "member" | "service" | "setup-link";
            /** @description Id: of a member, of a token or a link; a name of an operator or service. */
            readonly id: string;
            /** @description userName of a member; null for others, and for one who is gone. */
            readonly name: string | null;
        };
        readonly TokenView: {
            /** @description Id of the token: what stands before the dot. */
            readonly id: string;
            /** @description Last four characters. */
            readonly lastFour: string;
            /** @description What the token is for. */
            readonly label: string | null;
            /**
             * Format: date-time
             * @description When it was issued.
             */
            readonly issuedAt: string;
            /** @description Who issued it. */
            readonly issuedBy: components["schemas"]["ActorView"];
            /**
             * Format: date-time
             * @description When it ends; null for never.
             */
            readonly expiresAt: string | null;
            /**
             * Format: date-time
             * @description When it was last used, to about a minute; null where it never was.
             */
            readonly lastUsedAt: string | null;
            /** @description True for one that is over: requests with it are refused. */
            readonly expired: boolean;
            /** @description The member with whose leaving it ends; null for one that is the company's own. */
            readonly endsWith: components["schemas"]["ActorView"] | null;
            /** @description True where that member has left or administers the company no more: requests with it are refused. */
            readonly issuerLeft: boolean;
        };
        readonly RevokedTokenView: {
            /** @description Id of the token: what stood before the dot. */
            readonly id: string;
            /** @description Last four characters. */
            readonly lastFour: string;
            /** @description What the token was for. */
            readonly label: string | null;
            /**
             * Format: date-time
             * @description When it was issued.
             */
            readonly issuedAt: string;
            /** @description Who issued it. */
            readonly issuedBy: components["schemas"]["ActorView"];
            /**
             * Format: date-time
             * @description When it was revoked.
             */
            readonly revokedAt: string;
            /** @description Who revoked it, or turned SCIM off. */
            readonly revokedBy: components["schemas"]["ActorView"];
            /**
             * @description Whether it was revoked itself, or ended with SCIM.
             * @enum {string}
             */
            readonly because: "revoked" | "scim-disabled";
        };
        readonly TokenListView: {
            /** @description Tokens. */
            readonly tokens: readonly components["schemas"]["TokenView"][];
            /** @description The last 100 that were revoked, the last one first. */
            readonly revoked: readonly components["schemas"]["RevokedTokenView"][];
            /**
             * @description Days after which the token of a member ends if none are given.
             * @example 365
             */
            readonly defaultDays: number;
        };
        readonly RefusedHourView: {
            /** @description Id of the token, which the company has or had. */
            readonly tokenId: string;
            /** @description Its last four characters; null for one that was revoked. */
            readonly lastFour: string | null;
            /** @description What the token is for; null for one without a label and one that was revoked. */
            readonly label: string | null;
            /**
             * @description Why they were refused. `wrong-secret`: the id is right and what comes after the dot is not.
             * @enum {string}
             */
            readonly reason: "wrong-secret" | "revoked" | "expired" | "scim-off" | "issuer-left";
            /**
             * Format: date-time
             * @description Start of the hour.
             */
            readonly hour: string;
            /** @description How many, about. */
            readonly count: number;
            /**
             * Format: date-time
             * @description When the last of them came.
             */
            readonly lastAt: string;
        };
        readonly RefusedListView: {
            /** @description At most 500 counts. */
            readonly refused: readonly components["schemas"]["RefusedHourView"][];
        };
        readonly TokenBody: {
            /** @description What the token is for. */
            readonly label?: string | null;
            /** @description Days after which it ends. Left out, a member's token ends after 365 days and others never; null is never, which members cannot choose. */
            readonly expiresInDays?: number | null;
        };
        readonly IssuedTokenView: {
            /** @description Id of the token. */
            readonly id: string;
            /** @description The token itself, which is shown once. */
            readonly token: string;
            /** @description Last four characters. */
            readonly lastFour: string;
            /**
             * Format: date-time
             * @description When it ends; null for never.
             */
            readonly expiresAt: string | null;
        };
        readonly ListedSetupLinkView: {
            /** @description Id of the link. */
            readonly id: string;
            /**
             * Format: date-time
             * @description When it was issued.
             */
            readonly issuedAt: string;
            /** @description Who issued it. */
            readonly issuedBy: components["schemas"]["ActorView"];
            /**
             * Format: date-time
             * @description When it ends.
             */
            readonly expiresAt: string;
            /**
             * @description Whether someone can still open it. `withdrawn` is also one whose issuer could issue it no more.
             * @enum {string}
             */
            readonly state: "open" | "used" | "expired" | "withdrawn";
        };
        readonly SetupLinkListView: {
            /** @description Links that are still known: those that can be opened, and the newest of the others. */
            readonly links: readonly components["schemas"]["ListedSetupLinkView"][];
        };
        readonly SetupLinkBody: {
            /** @description Hours after which it ends; 24 unless given. */
            readonly hours?: number;
        };
        readonly SetupLinkView: {
            /** @description The link, which is shown once and opens once. */
            readonly link: string;
            /**
             * Format: date-time
             * @description When it ends.
             */
            readonly expiresAt: string;
        };
        readonly OpenSessionView: {
            /** @description Id of the session: nothing that one could sign in with. */
            readonly id: string;
            /**
             * @description Of whom it is: a member, anyone who opened a set-up link, or an operator.
             * @enum {string}
             */
            readonly kind: "member" | "setup" | "operator";
            /** @description Id of the member or of the set-up link; name of the operator. */
            readonly subject: string;
            /** @description userName of a member; null for others. */
            readonly userName: string | null;
            /**
             * Format: date-time
             * @description When it began.
             */
            readonly createdAt: string;
            /**
             * Format: date-time
             * @description When it is over.
             */
            readonly expiresAt: string;
            /** @description True for the session of this request. */
            readonly own: boolean;
        };
        readonly OpenSessionListView: {
            /** @description At most 200 sessions. */
            readonly sessions: readonly components["schemas"]["OpenSessionView"][];
        };
        readonly EndSessionsBody: {
            /** @description Id of the member who has to sign in again; everybody of the company unless given. */
            readonly userId?: string;
        };
        readonly TransferBody: {
            /** @description Id of the owner who gives it up. */
            readonly from: string;
            /** @description Id of the member who becomes an owner. */
            readonly to: string;
            /** @description userName of that member as it was shown: refused with member-renamed where it is another one by now. */
            readonly userName?: string;
        };
        readonly OwnerBody: {
            /** @description Id of the member who becomes an owner. */
            readonly userId: string;
            /** @description userName of that member as it was shown: refused with member-renamed where it is another one by now. */
            readonly userName?: string;
        };
        readonly RenameView: {
            /** @description Id of the member. */
            readonly userId: string;
            /** @description What people call the member; null where nobody said. */
            readonly displayName: string | null;
            /** @description The new userName, which does not sign in yet. */
            readonly userName: string | null;
            /** @description The former userName, which signs in until then; null where none does. */
            readonly signInName: string | null;
            /**
             * Format: date-time
             * @description When the member was renamed.
             */
            readonly since: string;
            /** @description Who renamed the member; null where that is not known. */
            readonly by: components["schemas"]["ActorView"] | null;
            /** @description Name of the token of the request; null where it has none, or is revoked. */
            readonly tokenLabel: string | null;
        };
        readonly RenameListView: {
            /** @description Renames. */
            readonly renames: readonly components["schemas"]["RenameView"][];
        };
        readonly ConfirmRenameBody: {
            /** @description The new userName as it was shown: refused with rename-changed where the member has another one by now. */
            readonly userName: string;
        };
        readonly ListedMemberView: {
            /** @description Id of the member. */
            readonly id: string;
            /** @description userName. */
            readonly userName: string | null;
            /** @description Name that is shown. */
            readonly displayName: string | null;
            /** @description Primary e-mail address. */
            readonly email: string | null;
            /** @description False for one who was deactivated. */
            readonly active: boolean;
            /**
             * @description Effective role; null for one who was deactivated.
             * @enum {string|null}
             */
            readonly role: "owner" | "admin" | "member" | "viewer" | "associate" | "observer" | null;
            /** @description Effective applications. */
            readonly applications: readonly string[];
            /**
             * Format: date-time
             * @description When the member last changed.
             */
            readonly lastModified: string;
        };
        readonly MemberListView: {
            /** @description Members. */
            readonly members: readonly components["schemas"]["ListedMemberView"][];
            /** @description For `after` of the next page; null where this is the last. */
            readonly next: string | null;
            /** @description Members that were looked at for this page: where that is many and few are shown, the next page goes on searching. */
            readonly searched: number;
        };
        readonly NameBearerView: {
            /** @description Id of the member. */
            readonly userId: string;
            /**
             * @description As what.
             * @enum {string}
             */
            readonly kind: "userName" | "emails" | "displayName" | "externalId";
            /** @description The name as it was spelt. */
            readonly name: string;
            /**
             * Format: date-time
             * @description Since when.
             */
            readonly from: string;
            /**
             * Format: date-time
             * @description Until when; null for who has it now.
             */
            readonly until: string | null;
            /** @description True for a member who was deleted. */
            readonly isDeleted: boolean;
        };
        readonly NamesakesView: {
            /** @description Who has it now, and then who had it, the last first; at most 200 of each. */
            readonly bearers: readonly components["schemas"]["NameBearerView"][];
        };
        readonly BecauseView: {
            /**
             * @description The rule.
             * @enum {string}
             */
            readonly source: "ownership" | "extension" | "scim-roles" | "group-mapping" | "company-default" | "deactivated";
            /** @description Id of the group whose mapping it is. */
            readonly groupId?: string;
            /** @description Name of that group, while it exists. */
            readonly groupName?: string;
            /** @description Id of the event that says so. */
            readonly eventId: string;
            /**
             * Format: date-time
             * @description Time of that event.
             */
            readonly time: string;
        };
        readonly RoleView: {
            /**
             * @description Role; null for one who was deactivated.
             * @enum {string|null}
             */
            readonly value: "owner" | "admin" | "member" | "viewer" | "associate" | "observer" | null;
            /** @description Why. */
            readonly because: components["schemas"]["BecauseView"];
        };
        readonly ApplicationView: {
            /** @description Name of the application. */
            readonly name: string;
            /** @description Why. */
            readonly because: components["schemas"]["BecauseView"];
        };
        readonly NamedGroupView: {
            /** @description Id of the group. */
            readonly id: string;
            /** @description Name of the group. */
            readonly displayName: string | null;
        };
        readonly MemberView: {
            /** @description Id of the member. */
            readonly id: string;
            /** @description userName. */
            readonly userName: string | null;
            /** @description Name that is shown. */
            readonly displayName: string | null;
            /** @description False for one who was deactivated. */
            readonly active: boolean;
            /** @description The SCIM user resource (RFC 7643 section 4.1). */
            readonly profile: {
                readonly [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @description When the member came to be known.
             */
            readonly created: string;
            /**
             * Format: date-time
             * @description When the member last changed.
             */
            readonly lastModified: string;
            /** @description Effective role. */
            readonly role: components["schemas"]["RoleView"];
            /** @description Effective applications. */
            readonly applications: readonly components["schemas"]["ApplicationView"][];
            /** @description Groups that the member is in. */
            readonly groups: readonly components["schemas"]["NamedGroupView"][];
        };
        readonly NamedTokenView: {
            /** @description Id of the token. */
            readonly id: string;
            /** @description What the token is for. */
            readonly label: string | null;
            /**
             * Format: date-time
             * @description When it was revoked; null while it was not.
             */
            readonly revokedAt: string | null;
        };
        readonly ChangeView: {
            /** @description Attribute, in the path syntax of SCIM without the extension's URN. */
            readonly attribute: string;
            /** @description Its value from then on; null where it lost it. */
            readonly value: (string | number | boolean | {
                readonly [key: string]: unknown;
            } | readonly unknown[]) | null;
        };
        readonly GroupThenView: {
            /** @description Id of the group. */
            readonly id: string;
            /** @description Name of the group then. */
            readonly name: string | null;
        };
        readonly AboutView: {
            /** @description Id of the token or link. */
            readonly id: string;
            /** @description What the token is for. */
            readonly label: string | null;
        };
        readonly AccessThenView: {
            /** @description Role; null for one who is deactivated. */
            readonly role: string | null;
            /** @description Applications. */
            readonly applications: readonly string[];
        };
        readonly ReasonThenView: {
            /**
             * @description The rule.
             * @enum {string}
             */
            readonly source: "ownership" | "extension" | "scim-roles" | "group-mapping" | "company-default" | "deactivated";
            /** @description Id of the group whose mapping it is; null for another rule. */
            readonly groupId: string | null;
            /** @description Name of that group then. */
            readonly groupName: string | null;
            /** @description Id of the event that says so. */
            readonly eventId: string;
            /**
             * Format: date-time
             * @description Time of that event.
             */
            readonly time: string;
            /** @description Who asked for that event; null where it is of the member itself, whose own entry says so. */
            readonly actor: components["schemas"]["ActorView"] | null;
            /** @description Id of the request of that event. */
            readonly requestId: string | null;
        };
        readonly AccessChangeView: {
            /** @description Before; null for none at all. */
            readonly before: components["schemas"]["AccessThenView"] | null;
            /** @description After; null for none at all. */
            readonly after: components["schemas"]["AccessThenView"] | null;
            /** @description Why, of what was gained. */
            readonly because: readonly components["schemas"]["ReasonThenView"][];
        };
        readonly TimelineEventView: {
            /** @description Id of the event. */
            readonly id: string;
            /** @description Type of the event. */
            readonly type: string;
            /**
             * Format: date-time
             * @description When it was decided.
             */
            readonly time: string;
            /** @description Who asked for it. */
            readonly actor: components["schemas"]["ActorView"];
            /** @description The token that the request came with; null for none. */
            readonly token: components["schemas"]["NamedTokenView"] | null;
            /** @description What changed. */
            readonly changes: readonly components["schemas"]["ChangeView"][];
            /** @description The group that it is about, by its name then; null for none. */
            readonly group: components["schemas"]["GroupThenView"] | null;
            /** @description The token or set-up link that it is about; null for none. */
            readonly about: components["schemas"]["AboutView"] | null;
            /** @description What it did to the effective access; null where that stayed. */
            readonly access: components["schemas"]["AccessChangeView"] | null;
            /** @description IP address of a sign-in; null for all else. */
            readonly address: string | null;
            /** @description Why a sign-in was refused; null for all else. */
            readonly reason: string | null;
            /** @description Id of the request that caused it: that of the activity entry. */
            readonly requestId: string;
        };
        readonly TimelineView: {
            /** @description Events. */
            readonly events: readonly components["schemas"]["TimelineEventView"][];
            /** @description For `after` of the next page; null where this is the last. */
            readonly next: string | null;
        };
        readonly MappingView: {
            /**
             * @description Role; null for none.
             * @enum {string|null}
             */
            readonly role: "owner" | "admin" | "member" | "viewer" | "associate" | "observer" | null;
            /** @description Applications. */
            readonly applications: readonly string[];
            /** @description Precedence. */
            readonly precedence: number;
            /**
             * Format: date-time
             * @description When the mapping was set.
             */
            readonly time: string;
        };
        readonly GroupView: {
            /** @description Id of the group. */
            readonly id: string;
            /** @description Name of the group. */
            readonly displayName: string;
            /** @description Members of the group. */
            readonly memberCount: number;
            /** @description What the group gives; null for nothing. */
            readonly mapping: components["schemas"]["MappingView"] | null;
        };
        readonly GroupListView: {
            /** @description Groups. */
            readonly groups: readonly components["schemas"]["GroupView"][];
            /** @description For `after` of the next page; null where this is the last. */
            readonly next: string | null;
        };
        readonly GroupMemberView: {
            /** @description Id of the member. */
            readonly id: string;
            /** @description userName. */
            readonly userName: string | null;
            /** @description Name that is shown. */
            readonly displayName: string | null;
        };
        readonly GroupWithMembersView: {
            /** @description Id of the group. */
            readonly id: string;
            /** @description Name of the group. */
            readonly displayName: string;
            /** @description Members of the group. */
            readonly memberCount: number;
            /** @description What the group gives; null for nothing. */
            readonly mapping: components["schemas"]["MappingView"] | null;
            /** @description Its first 100 members. */
            readonly members: readonly components["schemas"]["GroupMemberView"][];
        };
        readonly PreviewBody: {
            /** @description True to see what happens without the mapping of this group. */
            readonly remove?: boolean;
            /**
             * @description Role that the group gives; null for none.
             * @enum {string|null}
             */
            readonly role?: "admin" | "member" | "viewer" | "associate" | "observer" | null;
            /** @description Applications that the group gives. */
            readonly applications?: readonly string[];
            /** @description Precedence of the mapping. */
            readonly precedence?: number;
        };
        readonly RoleChangeView: {
            /**
             * @description Role now.
             * @enum {string|null}
             */
            readonly before: "owner" | "admin" | "member" | "viewer" | "associate" | "observer" | null;
            /**
             * @description Role then.
             * @enum {string|null}
             */
            readonly after: "owner" | "admin" | "member" | "viewer" | "associate" | "observer" | null;
        };
        readonly EffectView: {
            /** @description Who. */
            readonly member: components["schemas"]["GroupMemberView"];
            /** @description The role, where it changes. */
            readonly role: components["schemas"]["RoleChangeView"] | null;
            /** @description Applications that come. */
            readonly gained: readonly string[];
            /** @description Applications that go. */
            readonly lost: readonly string[];
        };
        readonly PreviewView: {
            /** @description The first members for whom something changes, by id; at most 200. */
            readonly effects: readonly components["schemas"]["EffectView"][];
            /** @description All members for whom something changes, as far as they were counted. */
            readonly total: number;
            /** @description How many of them are in `effects`. */
            readonly shown: number;
            /** @description False where so many change that counting was stopped: then there are at least `total`. */
            readonly complete: boolean;
        };
        readonly MappingBody: {
            /**
             * @description Role that the group gives; null for none.
             * @enum {string|null}
             */
            readonly role?: "admin" | "member" | "viewer" | "associate" | "observer" | null;
            /** @description Applications that the group gives. */
            readonly applications: readonly string[];
            /** @description Of several mappings with a role the one of the highest precedence decides. */
            readonly precedence: number;
        };
        readonly UsedTokenView: {
            /** @description Id of the token. */
            readonly id: string;
            /** @description Its last four characters; null for one that was revoked. */
            readonly lastFour: string | null;
        };
        readonly ActivityEntryView: {
            /** @description Id of the entry. */
            readonly id: string;
            /**
             * Format: date-time
             * @description Time of the request.
             */
            readonly time: string;
            /**
             * @description What the request is for.
             * @enum {string}
             */
            readonly action: "connector-tested" | "user-created" | "user-replaced" | "user-changed" | "user-deactivated" | "user-reactivated" | "user-deleted" | "user-read" | "users-listed" | "user-looked-up" | "group-created" | "group-changed" | "group-replaced" | "group-deleted" | "group-read" | "groups-listed" | "group-looked-up" | "bulk" | "discovery" | "searched" | "unknown";
            /**
             * @description What became of it.
             * @enum {string}
             */
            readonly outcome: "done" | "refused" | "held-back" | "failed";
            /**
             * @description What it was about.
             * @enum {string|null}
             */
            readonly resourceType: "User" | "Group" | null;
            /** @description Id of whom or what it was about. */
            readonly resourceId: string | null;
            /** @description Name of whom or what it was about, as it is now. */
            readonly target: string | null;
            /** @description HTTP status of the answer. */
            readonly status: number;
            /** @description SCIM error type of the answer. */
            readonly scimType: string | null;
            /** @description Sentence of the answer where it was refused. */
            readonly detail: string | null;
            /** @description How long it took, in milliseconds. */
            readonly durationMs: number;
            /** @description Id of the request. */
            readonly requestId: string;
            /** @description The token that was used. */
            readonly token: components["schemas"]["UsedTokenView"] | null;
        };
        readonly ActivityListView: {
            /** @description Entries. */
            readonly entries: readonly components["schemas"]["ActivityEntryView"][];
            /** @description For `before` of the next page; null where this is the last. */
            readonly next: string | null;
        };
        readonly EventView: {
            /** @description Id of the event. */
            readonly id: string;
            /** @description Type of the event. */
            readonly type: string;
            /**
             * Format: date-time
             * @description When it was decided.
             */
            readonly time: string;
        };
        readonly CausedEventsView: {
            /** @description Events. */
            readonly events: readonly components["schemas"]["EventView"][];
        };
        readonly SamlValuesView: {
            /** @description Name ID, the user name that is meant; null where none can be read, or any will do. */
            readonly nameId: string | null;
            /** @description Issuer, the Entity ID of the identity provider. */
            readonly issuer: string | null;
            /** @description Audience, the Entity ID of Luciq. */
            readonly audience: string | null;
            /** @description Address that the answer is for. */
            readonly destination: string | null;
            /** @description SHA-1 of the certificate, or several separated by blanks. */
            readonly fingerprint: string | null;
        };
        readonly SignInView: {
            /** @description Id of the entry. */
            readonly id: string;
            /**
             * Format: date-time
             * @description When it was.
             */
            readonly time: string;
            /**
             * @description What happened.
             * @enum {string}
             */
            readonly event: "signed-in" | "sign-in-refused" | "signed-out" | "session-refused" | "access-refused";
            /** @description Why it was refused; null where it was not. */
            readonly reason: string | null;
            /** @description Who it was; null where nobody knows. */
            readonly actor: components["schemas"]["ActorView"] | null;
            /** @description IP address that it came from, or unknown. */
            readonly address: string;
            /** @description Id of the request. */
            readonly requestId: string;
            /** @description What a refused answer of the identity provider said. Nothing of it was verified. Null for everything else. */
            readonly came: components["schemas"]["SamlValuesView"] | null;
            /** @description A member whose e-mail address is the Name ID that came, and whose user name is another: its user name. */
            readonly memberByEmail: string | null;
        };
        readonly SignInListView: {
            /** @description Entries. */
            readonly entries: readonly components["schemas"]["SignInView"][];
            /** @description For `before` of the next page; null where this is the last. */
            readonly next: string | null;
            /** @description What an answer has to say now; null without SAML. */
            readonly expected: components["schemas"]["SamlValuesView"] | null;
        };
        readonly CompanyChangeView: {
            /** @description Id of the event. */
            readonly id: string;
            /** @description Type of the event. */
            readonly type: string;
            /**
             * Format: date-time
             * @description When it was decided.
             */
            readonly time: string;
            /** @description Who made the change. */
            readonly actor: components["schemas"]["ActorView"];
            /** @description Id of the token, link or member that it is about; null for the company itself. */
            readonly subject: string | null;
            /** @description userName of the member, or label of the token, that it is about; null where there is none. */
            readonly subjectName: string | null;
            /** @description Id of the request. */
            readonly requestId: string;
        };
        readonly CompanyChangeListView: {
            /** @description At most 200 changes. */
            readonly changes: readonly components["schemas"]["CompanyChangeView"][];
        };
        readonly StepView: {
            /**
             * @description The step. `token-issued`: the company has a token that has not expired.
             * @enum {string}
             */
            readonly id: "saml-configured" | "saml-enabled" | "token-issued" | "scim-enabled" | "connector-tested" | "user-created" | "user-updated" | "user-deactivated" | "users-imported";
            /** @description Whether it is done. */
            readonly done: boolean;
            /**
             * Format: date-time
             * @description When it was first done, where that is known.
             */
            readonly time: string | null;
        };
        readonly ChecklistView: {
            /** @description Steps, in the order in which they are usually done. */
            readonly steps: readonly components["schemas"]["StepView"][];
        };
        readonly PumpView: {
            /** @description The service that it runs in. */
            readonly service: string;
            /** @description Its name. */
            readonly name: string;
            /** @description What it is doing. */
            readonly state: string;
            /** @description How far it has come; null where nobody says. */
            readonly position: string | null;
            /** @description Records that wait for it; null where nobody says. */
            readonly lagRecords: number | null;
            /** @description Seconds by which it is behind; null where nobody says. */
            readonly lagSeconds: number | null;
        };
        readonly ParkedView: {
            /** @description Id of the company. */
            readonly companyId: string;
            /** @description Why, without personal data. */
            readonly reason: string;
            /**
             * Format: date-time
             * @description Since when.
             */
            readonly parkedAt: string;
            /** @description How often it was tried. */
            readonly attempts: number;
        };
        readonly RebuildView: {
            /**
             * @description How it stands.
             * @enum {string}
             */
            readonly state: "idle" | "running" | "done" | "failed";
            /** @description Position in the log up to which it is done; positions are not counts. */
            readonly done: number;
            /** @description Position of the end of the log. */
            readonly total: number;
            /** @description What else there is to say. */
            readonly detail: string | null;
        };
        readonly OperationsView: {
            /** @description Pumps. */
            readonly pumps: readonly components["schemas"]["PumpView"][];
            /** @description Companies whose rows stand still. */
            readonly parked: readonly components["schemas"]["ParkedView"][];
            /** @description The rebuild under way, or the last one. */
            readonly rebuild: components["schemas"]["RebuildView"];
        };
        readonly FieldProblemView: {
            /** @description Path of the field. */
            readonly field: string;
            /** @description What to do. */
            readonly detail: string;
        };
        readonly ProblemView: {
            /** @description Address of the kind of problem. */
            readonly type: string;
            /** @description The status in words. */
            readonly title: string;
            /** @description HTTP status. */
            readonly status: number;
            /** @description What happened, and what to do. */
            readonly detail: string;
            /** @description The kind of problem, for programs. */
            readonly kind: string;
            /** @description What is wrong with which field, where the request could not be read. */
            readonly errors?: readonly components["schemas"]["FieldProblemView"][];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
