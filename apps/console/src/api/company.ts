import type { UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, pathOf, request } from './client.ts';
import type { Checklist, Company, CompanySummary, DefaultAccess } from './types.ts';

/** How often the guide looks whether someone else changed the company, in milliseconds. */
export const COMPANY_EVERY_MS = 15_000;

/** How often the check list looks whether the identity provider called, in milliseconds. */
export const CHECKLIST_EVERY_MS = 3_000;

const companyKey = (companyId: string): readonly string[] => ['companies', companyId];

/** A company; with `everyMs`, looked at again and again. */
export const useCompany = (companyId: string, everyMs?: number): UseQueryResult<Company> =>
  useQuery({
    queryKey: companyKey(companyId),
    queryFn: ({ signal }) => get<Company>(pathOf('companies', companyId), signal),
    refetchInterval: everyMs ?? false,
  });

/** How far the set-up of a company is; keeps itself up to date. */
export const useChecklist = (companyId: string): UseQueryResult<Checklist> =>
  useQuery({
    queryKey: ['companies', companyId, 'checklist'],
    queryFn: ({ signal }) => get<Checklist>(pathOf('companies', companyId, 'checklist'), signal),
    refetchInterval: CHECKLIST_EVERY_MS,
  });

/** Every company, for operators. */
export const useCompanies = (enabled = true): UseQueryResult<readonly CompanySummary[]> =>
  useQuery({
    queryKey: ['company-list'],
    queryFn: async ({ signal }) =>
      (await get<{ companies: readonly CompanySummary[] }>('/companies', signal)).companies,
    enabled,
  });

/** A change of a company: method, path behind the company's, and body. */
interface CompanyChange {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly rest: string;
  readonly body?: unknown;
}

function useCompanyChange<Input>(
  companyId: string,
  change: (input: Input) => CompanyChange,
): UseMutationResult<Company | undefined, Error, Input> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => {
      const { method, rest, body } = change(input);
      return request<Company | undefined>(method, pathOf('companies', companyId) + rest, { body });
    },
    onSuccess: async (company) => {
      if (company !== undefined && 'saml' in company) client.setQueryData(companyKey(companyId), company);
      await client.invalidateQueries({ queryKey: companyKey(companyId) });
    },
  });
}

/** Where the identity provider is, who it is, and how its signature is checked: by certificate or by fingerprint; or its metadata, which says all of that. */
export interface SamlInput {
  readonly entryPoint?: string;
  readonly issuer?: string;
  readonly certificate?: string;
  readonly fingerprint?: string;
  readonly metadata?: string;
  readonly keepCertificates?: boolean;
}

/** Keeps the SAML configuration; the answer has notes on how what was pasted was understood. */
export const useConfigureSaml = (companyId: string): UseMutationResult<Company | undefined, Error, SamlInput> =>
  useCompanyChange(companyId, (body) => ({ method: 'PUT', rest: '/saml', body }));

/** Offers a certificate to encrypt assertions for, or offers it no longer. */
export const useSamlEncryption = (
  companyId: string,
): UseMutationResult<Company | undefined, Error, 'POST' | 'DELETE'> =>
  useCompanyChange(companyId, (method) => ({ method, rest: '/saml/encryption' }));

/** Turns SAML on or off. */
export const useSwitchSaml = (companyId: string): UseMutationResult<Company | undefined, Error, 'enable' | 'disable'> =>
  useCompanyChange(companyId, (step) => ({ method: 'POST', rest: `/saml/${step}` }));

/** What can be done with SCIM as a whole. */
export type ScimStep = 'enable' | 'pause' | 'resume' | 'disable';

/** Turns SCIM on or off, holds it back, lets it go on. */
export const useSwitchScim = (companyId: string): UseMutationResult<Company | undefined, Error, ScimStep> =>
  useCompanyChange(companyId, (step) => ({ method: 'POST', rest: `/scim/${step}` }));

/** Keeps the whole catalogue of applications. */
export const useChangeApplications = (
  companyId: string,
): UseMutationResult<Company | undefined, Error, readonly string[]> =>
  useCompanyChange(companyId, (applications) => ({ method: 'PUT', rest: '/applications', body: { applications } }));

/** Keeps what members have for whom nobody says anything else. */
export const useChangeDefaults = (companyId: string): UseMutationResult<Company | undefined, Error, DefaultAccess> =>
  useCompanyChange(companyId, (body) => ({ method: 'PUT', rest: '/defaults', body }));

/** Gives ownership from one member to another. */
export const useTransferOwnership = (
  companyId: string,
): UseMutationResult<Company | undefined, Error, { from: string; to: string; userName?: string }> =>
  useCompanyChange(companyId, (body) => ({ method: 'POST', rest: '/owners/transfer', body }));

/** Makes a member an owner besides the others. */
export const useGrantOwnership = (
  companyId: string,
): UseMutationResult<Company | undefined, Error, { userId: string; userName?: string }> =>
  useCompanyChange(companyId, (body) => ({ method: 'POST', rest: '/owners', body }));

/** Takes ownership away; the last owner stays one. */
export const useRevokeOwnership = (companyId: string): UseMutationResult<Company | undefined, Error, string> =>
  useCompanyChange(companyId, (userId) => ({ method: 'DELETE', rest: `/owners/${encodeURIComponent(userId)}` }));
