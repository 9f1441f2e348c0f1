import { survives } from './sabotage.ts';

survives('search-worker', 'killed', /search: the thread ended with code 137/);
survives('search-worker', 'killed-later', /search: the thread ended with code 137/);
survives('search-worker', 'hangs', /search: gave no sign of life in its last [\d.]+ s/);
survives('search-worker', 'busy', /search: gave no sign of life in its last [\d.]+ s/);
survives('search-worker', 'out-of-memory', /search: (.*memory limit|gave no sign of life)/);
survives('search-worker', 'floods', /search: (answer breaks|gave no sign of life|said far more than can be heard)/);
survives('search-worker', 'garbage', /search: (said what makes no sense|answer is no schedule|answer breaks)/);
