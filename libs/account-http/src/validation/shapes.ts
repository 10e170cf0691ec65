/** What a body has to have, as JSON Schema says it. */
export interface Shape {
  readonly required: string[];
  readonly properties?: Record<string, { readonly enum: unknown[] }>;
}

const SHAPES = new Map<string, readonly Shape[]>();

/** For a body that must have at least one of several shapes, which the code that takes it sees to: says so in the description of the API. */
export const OneOfShapes =
  (...shapes: readonly Shape[]): ClassDecorator =>
  ({ name }) =>
    void SHAPES.set(name, shapes);

/** The shapes of a class of bodies, by its name; none where it needs none. */
export const shapesOf = (name: string): readonly Shape[] => SHAPES.get(name) ?? [];
