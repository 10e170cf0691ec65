/** A page of this console to come back to; anything else is the start page, so that no link leads elsewhere. */
export const returnPath = (wanted: string | null): string =>
  wanted !== null && /^\/(companies|operations)(\/[\w.~%-]+)*\/?$/.test(wanted) ? wanted : '/';

/** Where the sign-in of a company begins: at its identity provider, by way of the service. */
export const signInAddress = (companyId: string, returnTo: string): string =>
  `/saml/${encodeURIComponent(companyId)}/sign-in?${new URLSearchParams({ returnTo: `/console${returnTo}` }).toString()}`;
