// What is left out of the library, and what stands in its place. Each cut is something that the
// figures cannot reach: explainer/figures/canvas.py makes bars, dots, lines and words on numeric
// axes only, in plain colours, and static/js/explore-run.js offers no toolbar, no selecting, no
// legend and no editing. tests/browser explores every figure with what remains.

// Modules of plotly.js, below src/, and the text that replaces each.
export const MODULES = {
  // The toolbar, and a word for it and for shapes, which are asked for without being there.
  "components/modebar/index.js": `module.exports = {
    moduleType: "component",
    name: "modebar",
    supplyLayoutDefaults: (given, layout) => {
      layout.modebar = { orientation: "h" };
      layout.shapes = [];
    },
    manage: () => {},
  };`,
  // Selecting points with a box or a lasso.
  "components/selections/index.js":
    "exports.prepSelect = exports.clearOutline = exports.selectOnClick = () => {};",
  "components/selections/draw_newselection/attributes.js": "",
  // Drawing shapes by hand.
  "components/shapes/draw_newshape/attributes.js": "",
  "components/shapes/handle_outline.js": "exports.clearOutline = () => {};",
  // The key of a tooltip that compares several series.
  "components/legend/defaults.js": "module.exports = () => {};",
  "components/legend/draw.js": "module.exports = () => {};",
  // The scale beside points that are coloured by a number.
  "components/colorbar/attributes.js": "module.exports = {};",
  "components/colorbar/defaults.js": "module.exports = () => {};",
  // Titles that are edited in place.
  "components/titles/index.js": "exports.draw = () => {};",
  // Buttons and sliders that change a picture, and its frames.
  "plots/command.js": "",
  "plots/cartesian/transition_axes.js": "",
};

// Packages of others: what is kept of each.
export const PACKAGES = {
  // Colours: the two spaces that the library computes in, and reading names, #rrggbb and rgb().
  culori: `
    import { modeHsl, modeLrgb, modeRgb, useMode } from "culori/fn";
    export { converter, formatHex, formatRgb, wcagContrast, wcagLuminance } from "culori/fn";
    useMode(modeRgb); useMode(modeHsl); useMode(modeLrgb);`,
  // Dates: no axis has any. The functions are made when the library starts, but never called.
  "d3-time-format": `
    const none = () => () => "";
    export { none as timeFormat, none as utcFormat };
    export const timeFormatLocale = () => ({ utcFormat: none });`,
  // The style sheet of maps, named in a branch that never runs.
  "maplibre-gl/dist/maplibre-gl.css": "",
};

// Of D3: the names beneath d3 that stay, with all beneath them.
export const D3 = `ascending behavior.drag bisect dispatch ease event extent geom.polygon interpolate
  interpolateArray interpolateNumber interpolateObject interpolateRgb interpolateString
  interpolateTransform interpolators locale map max min mouse ns rebind rgb round scale.linear
  range requote select selectAll selection set timer touch touches transform transition version`.split(/\s+/);

// Of the library's style sheet: rules that are for what is left out.
export const LEFT_OUT_STYLES = /modebar|cloud-dialog|data-title|ease-bg| input| (?:svg )?a\b/;
