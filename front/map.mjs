// Draws the outlines for the world map of the charts: node map.mjs TARGET
//
// Source: Natural Earth 1:50m (public domain) as world-atlas packs it. Its 1:110m file lacks Bahrain, Singapore and
// other small states; the 1:50m file lacks Tuvalu alone, which comes from the 1:10m file.
// Every outline keeps its numeric M49 code as its id and nothing else: names are the business of the tables.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { feature, mergeArcs, quantize } from "topojson-client";
import { filter, filterWeight, presimplify, simplify, sphericalRingArea, sphericalTriangleArea } from "topojson-simplify";

const ANTARCTICA = "010";
const TUVALU = "798";
// Outlines without a code of their own in the UN's list of areas, where the UN's maps draw no boundary.
const PART_OF = { Somaliland: "706", "N. Cyprus": "196" };

const COARSE = 1e-5; // steradians: a triangle below this is a wiggle (about 400 km²)
const ISLET = 2e-5; // steradians: a ring below this may go, when its state keeps larger ones (about 800 km²)
const KEPT_RINGS = 3; // the largest rings of a state stay, however small
const SMALL_STATE = 5e-4; // steradians: a state below this keeps every point (about 20,000 km²)
const STEPS = 1e5; // grid of the result: 0.0036 degrees of longitude

const atlas = (scale) =>
  JSON.parse(readFileSync(new URL(import.meta.resolve(`world-atlas/countries-${scale}.json`)), "utf8"));

const polygonsOf = (geometry) => (geometry.type === "Polygon" ? [geometry.arcs] : geometry.arcs);

/** Undo the packing: plain coordinates, so that arcs of two files can stand side by side. */
function unpacked({ transform, arcs, type, objects }) {
  const { scale, translate } = transform;
  const plain = arcs.map((arc) => {
    let [x, y] = [0, 0];
    return arc.map(([dx, dy]) => [(x += dx) * scale[0] + translate[0], (y += dy) * scale[1] + translate[1]]);
  });
  return { type, objects, arcs: plain };
}

/** The state called `id`, taken from another topology and added to `world` with arcs of its own. */
function adopt(world, other, id) {
  const { geometry } = feature(other, other.objects.countries.geometries.find((one) => one.id === id));
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  const arcs = polygons.map((rings) => rings.map((ring) => [world.arcs.push(ring) - 1]));
  world.objects.countries.geometries.push({ type: "MultiPolygon", id, arcs });
}

/** One geometry for each id; outlines without an id stay as they are. */
function gathered(world) {
  const byId = new Map();
  for (const geometry of world.objects.countries.geometries) {
    const id = geometry.id ?? PART_OF[geometry.properties.name];
    if (id === ANTARCTICA) continue;
    const key = id ?? geometry;
    byId.set(key, { id, parts: [...(byId.get(key)?.parts ?? []), geometry] });
  }
  return [...byId.values()].map(({ id, parts }) => {
    const { type, arcs } = parts.length === 1 ? parts[0] : mergeArcs(world, parts);
    return { type, arcs, ...(id && { id }) };
  });
}

/** Area of each polygon's outer ring, in steradians, largest first. */
function bySize(world, geometry) {
  const shape = feature(world, { ...geometry, type: "MultiPolygon", arcs: polygonsOf(geometry) });
  return shape.geometry.coordinates
    .map((rings, index) => ({ arcs: polygonsOf(geometry)[index], area: sphericalRingArea(rings[0], false) }))
    .sort((one, other) => other.area - one.area);
}

const everyArc = (polygons) => polygons.flat(2).map((arc) => (arc < 0 ? ~arc : arc));

/** Without islets, and the arcs of small states marked so that no point of theirs is ever dropped. */
function trimmed(world) {
  const weighted = presimplify(world, sphericalTriangleArea);
  weighted.objects.countries.geometries = world.objects.countries.geometries.map((geometry) => {
    const polygons = bySize(world, geometry);
    const kept = polygons.filter(({ area }, index) => area > ISLET || index < KEPT_RINGS).map(({ arcs }) => arcs);
    const total = polygons.reduce((sum, { area }) => sum + area, 0);
    const precious = total < SMALL_STATE ? kept : kept.filter((_, index) => polygons[index].area < ISLET);
    for (const arc of everyArc(precious)) for (const point of weighted.arcs[arc]) point[2] = Infinity;
    return { ...geometry, type: "MultiPolygon", arcs: kept };
  });
  return weighted;
}

const [target] = process.argv.slice(2);
const world = unpacked(atlas("50m"));
adopt(world, atlas("10m"), TUVALU);
world.objects = { countries: { type: "GeometryCollection", geometries: gathered(world) } };
const simple = simplify(trimmed(world), COARSE);
const drawn = quantize(filter(simple, filterWeight(simple)), STEPS);
mkdirSync(dirname(target), { recursive: true });
writeFileSync(`${target}.part`, JSON.stringify(drawn));
renameSync(`${target}.part`, target);
