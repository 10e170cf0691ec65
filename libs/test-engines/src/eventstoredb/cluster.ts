import { featuresPb, gossipPb, sharedPb } from './protocol.ts';

/** What gossip answers: one node, the leader. */
export function clusterInfo({
  host,
  port,
}: {
  readonly host: string;
  readonly port: number;
}): InstanceType<typeof gossipPb.ClusterInfo> {
  const info = new gossipPb.ClusterInfo();
  const member = new gossipPb.MemberInfo();
  const id = new sharedPb.UUID();
  id.setString('00000000-0000-4000-8000-000000000001');
  member.setInstanceId(id);
  member.setTimeStamp('0');
  member.setIsAlive(true);
  member.setState(gossipPb.MemberInfo.VNodeState.LEADER);
  const endpoint = new gossipPb.EndPoint();
  endpoint.setAddress(host);
  endpoint.setPort(port);
  member.setHttpEndPoint(endpoint);
  info.addMembers(member);
  return info;
}

/** The calls that a server of these versions offers. */
export function supportedMethods(): InstanceType<typeof featuresPb.SupportedMethods> {
  const methods = new featuresPb.SupportedMethods();
  methods.setEventStoreServerVersion('24.10.0');
  for (const name of ['read', 'append', 'delete', 'tombstone', 'batchappend']) {
    const method = new featuresPb.SupportedMethod();
    method.setServiceName('event_store.client.streams.streams');
    method.setMethodName(name);
    if (name === 'read') method.setFeaturesList(['position', 'events']);
    if (name === 'batchappend') method.setFeaturesList(['deadline_duration']);
    methods.addMethods(method);
  }
  return methods;
}
