package intarsia.ir;

/** The type of a value. Its text is its identity: {@code parse(print(t)).equals(t)}. */
public sealed interface Type permits ScalarType, LaneType, TileType, BufferType, TensorType {
}
