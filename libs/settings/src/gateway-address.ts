import { OneOf } from './kinds.ts';
import { PublicAddress } from './public-address.ts';

/** Where others reach the gateways, for a service that names them to its consumers. */
export class GatewayAddressSettings {
  /** `https://scim.example.com`: where the gateways answer. */
  @PublicAddress()
  readonly LUCIQ_PUBLIC_URL?: string;

  /** True where `LUCIQ_PUBLIC_URL` may be http of another machine. */
  @OneOf(['true', 'false'])
  readonly LUCIQ_ALLOW_PLAIN_HTTP: string = 'false';
}
