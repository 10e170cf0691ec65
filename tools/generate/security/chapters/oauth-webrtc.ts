import type { SecurityRequirement } from '../requirement.ts';
import { notApplicable } from '../requirement.ts';

const NONE =
  'There is no OAuth and no OpenID Connect: people come by SAML, programs with tokens that the server keeps digests of.';

/** Chapter 10. */
export const oauth: readonly SecurityRequirement[] = [
  notApplicable('10.1.1', 'Tokens go only to whom they are for', NONE),
  notApplicable('10.1.2', 'An answer is for the browser and sign-in that asked', NONE),
  notApplicable('10.2.1', 'Clients are guarded against forged requests', NONE),
  notApplicable('10.2.2', 'Clients do not mix servers up', NONE),
  notApplicable('10.3.1', 'Access tokens are for this service', NONE),
  notApplicable('10.3.2', 'Their scopes are kept to', NONE),
  notApplicable('10.3.3', 'They name people for good', NONE),
  notApplicable('10.3.4', 'How people signed in is looked at', NONE),
  notApplicable('10.4.1', 'Return addresses are registered', NONE),
  notApplicable('10.4.2', 'A code is good once', NONE),
  notApplicable('10.4.3', 'A code is good for ten minutes', NONE),
  notApplicable('10.4.4', 'Clients use their own kinds of grant only', NONE),
  notApplicable('10.4.5', 'A refresh token that was stolen is noticed', NONE),
  notApplicable('10.4.6', 'Codes need a proof key', NONE),
  notApplicable('10.4.7', 'Unknown clients that register are looked at', NONE),
  notApplicable('10.4.8', 'Refresh tokens end', NONE),
  notApplicable('10.4.9', 'People can revoke them', NONE),
  notApplicable('10.4.10', 'Clients prove who they are', NONE),
  notApplicable('10.4.11', 'Clients have no scopes that they do not need', NONE),
  notApplicable('10.5.1', 'ID tokens are good once', NONE),
  notApplicable('10.5.2', 'They name people for good', NONE),
  notApplicable('10.5.3', 'Metadata is of the issuer that was expected', NONE),
  notApplicable('10.5.4', 'They are for this client', NONE),
  notApplicable('10.5.5', 'Sign-outs from the server are checked', NONE),
  notApplicable('10.6.1', 'The provider gives codes and ID tokens', NONE),
  notApplicable('10.6.2', 'Nobody is signed out by force', NONE),
  notApplicable('10.7.1', 'People agree to each client', NONE),
  notApplicable('10.7.2', 'They are told to what', NONE),
  notApplicable('10.7.3', 'They can take it back', NONE),
];

const NO_WEBRTC = 'There is no WebRTC.';

/** Chapter 17. */
export const webRtc: readonly SecurityRequirement[] = [
  notApplicable('17.1.1', 'TURN reaches no reserved address', NO_WEBRTC),
  notApplicable('17.2.1', 'DTLS keys are looked after', NO_WEBRTC),
  notApplicable('17.2.2', 'DTLS uses good ciphers', NO_WEBRTC),
  notApplicable('17.2.3', 'SRTP is checked', NO_WEBRTC),
  notApplicable('17.2.4', 'Broken packets stop nothing', NO_WEBRTC),
  notApplicable('17.3.1', 'Floods of signals stop nothing', NO_WEBRTC),
  notApplicable('17.3.2', 'Broken signals stop nothing', NO_WEBRTC),
];
