/**
 * A symbol of the picture language. Below 40 px the 24 grid is drawn, from 40 px the 48 grid with
 * more detail. Without a `label` it is decoration and hidden from screen readers.
 */
export interface SymbolProps {
	/** Width and height in CSS pixels at a root size of 16 px; inside a drawing, in its units. */
	size?: number;
	label?: string;
	/** The upper left corner, for a symbol that stands inside the `<svg>` of a larger drawing. */
	x?: number;
	y?: number;
}
