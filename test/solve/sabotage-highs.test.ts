import { survives } from './sabotage.ts';

survives('highs-worker', 'killed', /highs.*: ended by itself with code 137/);
survives('highs-worker', 'killed-later', /highs.*: ended by itself with code 137/);
survives('highs-worker', 'hangs', /highs.*: did not take up its work in [\d.]+ s/);
survives('highs-worker', 'out-of-memory', /highs.*: (crashed: .*memory limit|did not take up its work)/);
survives('highs-worker', 'garbage', /highs.*: says what makes no sense/);
survives('highs-worker', 'killed', /highs: ended by itself with code 137/, 'highs');
survives('highs-worker', 'hangs', /highs: did not stop in time and was ended/, 'highs');
