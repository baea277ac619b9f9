import t from "tap";
import { testRoundTrip } from "./round-trip.ts";

testRoundTrip(t, "ndjson");
