import { ObjectParser, type PoolObject } from './object-parser.ts';

/** An XML document that is read as far as its root element; the rest follows as its objects are asked for. */
export interface XmlDocument {
  /** Name of the root element. */
  readonly root: string;
  /** The objects in it, one at a time, in document order. Can be gone through once. */
  readonly objects: Iterable<PoolObject>;
  /** Ends the reading when the objects are not wanted. */
  readonly close: () => void;
}

/**
 * Opens a document of OpenNebula. Memory holds one object at a time, whatever the document's length. Entities and
 * document types are refused: only the five of XML itself and character references are known.
 *
 * Throws an `InputError` with line and column, here or while going through the objects, when it is not well-formed.
 */
export function openXml(source: string, chunks: Iterable<string>): XmlDocument {
  const parser = new ObjectParser(source);
  const rest = chunks[Symbol.iterator]();
  const close = (): void => void rest.return?.();
  let fault: unknown = null;
  try {
    while (parser.root === null && readMore(parser, rest));
  } catch (error) {
    fault = error;
  }
  if (parser.root !== null) return { root: parser.root, objects: objectsOf(parser, rest, close, fault), close };
  close();
  throw fault ?? parser.failure('no XML element in it');
}

/** `fault` was met beyond the root element, and is of interest only to who reads on. */
function* objectsOf(
  parser: ObjectParser,
  rest: Iterator<string>,
  close: () => void,
  fault: unknown,
): Generator<PoolObject> {
  try {
    if (fault !== null) throw fault;
    let more = true;
    while (more) {
      yield* parser.take();
      more = readMore(parser, rest);
    }
    yield* parser.take();
  } finally {
    close();
  }
}

/** Feeds the next piece to the parser; false once the end was fed. */
function readMore(parser: ObjectParser, rest: Iterator<string>): boolean {
  const { done, value } = rest.next();
  if (done === true) parser.end();
  else parser.write(value);
  return done !== true;
}
