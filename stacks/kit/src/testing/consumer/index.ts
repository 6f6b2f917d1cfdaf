import { StackOutputs } from '../../stack-outputs.ts';
import type * as producer from '../producer/index.ts';

const other = new StackOutputs<typeof producer>('deepsentinel-producer');

export const firstSubnet = other.get('subnetIds').apply(([first]) => first);
export const zones = other.get('settings').zones;

// @ts-expect-error the other stack has no such export
export const misnamed = other.get('subnetIDs');
