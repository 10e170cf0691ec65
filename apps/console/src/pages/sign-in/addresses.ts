const PAGE = /^\/(companies|operations)(\/[\w.~%-]+)*\/?(\?[\w.~%=&+*-]*)?$/;
/** What a browser may take for another folder. */
const LEADS_ELSEWHERE = /\.\.|%2e/i;

/** A page of this console to come back to, with its filters; anything else is the start page, so that no link leads elsewhere. */
export const returnPath = (wanted: string | null): string =>
  wanted !== null && PAGE.test(wanted) && !LEADS_ELSEWHERE.test(wanted) ? wanted : '/';

/** Where the sign-in of a company begins: at its identity provider, by way of the service. */
export const signInAddress = (companyId: string, returnTo: string): string =>
  `/saml/${encodeURIComponent(companyId)}/sign-in?${new URLSearchParams({ returnTo: `/console${returnTo}` }).toString()}`;
