/** An engine, in the words of a sentence for its operator. */
export interface EngineWords {
  readonly name: string;
  /** The setting that says where it is. */
  readonly setting: string;
  /** How the authority of its certificate is named, as an instruction. */
  readonly authority: string;
  /** How it is addressed without TLS, as an instruction. */
  readonly plain: string;
}

/** Why an engine is not reached. `lasts`: time does not cure it. */
export interface Unreachable {
  readonly lasts: boolean;
  readonly sentence: string;
}

const UNTRUSTED = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
];
const OUT_OF_TIME = ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'];

/** What one of Node's codes of a failed connection says of an engine; null for any other code. */
export function unreachable(code: string, { name, setting, authority, plain }: EngineWords): Unreachable | null {
  if (code === 'ECONNREFUSED')
    return {
      lasts: false,
      sentence: `Nothing listens where ${name} should be. Start it, or check host and port in ${setting}.`,
    };
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return {
      lasts: false,
      sentence: `The host of ${name} is not known by its name. Check ${setting}, and the names that this machine knows.`,
    };
  if (UNTRUSTED.includes(code))
    return {
      lasts: true,
      sentence: `The certificate of ${name} is of an authority that is not trusted here. ${authority}`,
    };
  if (OUT_OF_TIME.includes(code))
    return {
      lasts: true,
      sentence: `The certificate of ${name} is not valid today. Renew it, or set the clocks right.`,
    };
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const mend = `Use a name that the certificate has in ${setting}, or give it a certificate with that name.`;
    return {
      lasts: true,
      sentence: `The certificate of ${name} is not for the name by which it is addressed. ${mend}`,
    };
  }
  if (code === 'EPROTO' || code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG') {
    return {
      lasts: true,
      sentence: `${name} speaks without TLS where TLS is expected. Give it a certificate, or ${plain}`,
    };
  }
  return null;
}
