import { companyDecider, eventCredentialsDecider, groupDecider, userDecider } from '@luciq/domain';
import type { Claim, EventRecord, StreamName } from '@luciq/events';
import { parseStream } from '@luciq/events';
import { claimsOfOld } from '@luciq/provisioning';

/** What a fold needs of a decider. The name of a stream says whose events it holds, hence `never`. */
interface Fold<State> {
  readonly initial: State;
  evolve(state: State, record: never): State;
  claims(state: State, companyId: string): readonly Claim[];
}

/** The claims of one stream as its records come. */
export class FoldedStream {
  revision = -1;
  readonly apply: (record: EventRecord) => void;
  readonly claims: () => readonly Claim[];

  constructor(stream: StreamName) {
    const { companyId, kind } = parseStream(stream);
    const follow = <State>(decider: Fold<State>): Pick<FoldedStream, 'apply' | 'claims'> => {
      let state = decider.initial;
      return {
        apply: (record) => {
          state = decider.evolve(state, record as never);
          this.revision = record.revision;
        },
        claims: () => claimsOfOld(decider.claims(state, companyId)),
      };
    };
    const followed = {
      user: () => follow(userDecider),
      group: () => follow(groupDecider),
      company: () => follow(companyDecider),
      'event-credentials': () => follow(eventCredentialsDecider),
    }[kind]();
    this.apply = followed.apply;
    this.claims = followed.claims;
  }
}
