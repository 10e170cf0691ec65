import { useParams } from 'react-router';

/** The company of the page, from its address. */
export function useCompanyId(): string {
  const { id } = useParams();
  if (id === undefined) throw new Error('This page is about a company, and its address names none.');
  return id;
}
