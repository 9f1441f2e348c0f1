import type { EngineAnswer, EngineNews, EngineTask } from '../engine.ts';

/** Solves a program; `news` is called with better bounds on the way. */
export type Run = (task: EngineTask, news: (news: EngineNews) => void) => EngineAnswer;
