import { survives } from './sabotage.ts';

survives('lagrangian-worker', 'killed', /lagrangian: the thread ended with code 137/);
survives('lagrangian-worker', 'killed-later', /lagrangian: the thread ended with code 137/);
survives('lagrangian-worker', 'hangs', /lagrangian: gave no sign of life in its last [\d.]+ s/);
survives('lagrangian-worker', 'out-of-memory', /lagrangian: (.*memory limit|gave no sign of life)/);
survives('lagrangian-worker', 'floods', /lagrangian: (gave no sign of life|said far more than can be heard)/);
survives('lagrangian-worker', 'garbage', /lagrangian: (said what makes no sense|bound .* is no bound)/);
