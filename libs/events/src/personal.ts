/**
 * Personal attributes of an event, apart from the rest of its data, so that they can be sealed and erased without
 * changing an event type. `scheme` names how `body` is written: `plain` is the body itself, with no key.
 */
export interface Personal<Body> {
  readonly scheme: 'plain';
  readonly keyId: null;
  readonly body: Body;
}

/** Personal attributes written as they are. */
export const plain = <Body>(body: Body): Personal<Body> => ({ scheme: 'plain', keyId: null, body });
