// Meta's own OpenAPI description as a judge of what the simulator says.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import { parse } from "yaml";
import { root } from "./support.mjs";

const folder = process.env.CHASQUI_FIXTURES ?? join(root, "../shared/fixtures");
const file = join(folder, "openapi/business-messaging-api_v23.0.yaml");

/** A function (name, value) → faults of the value by that component schema; undefined without fixtures. */
export function openSchemas() {
    if (!existsSync(file)) return undefined;
    const document = parse(readFileSync(file, "utf8"));
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
    ajv.addSchema({ $id: "meta", components: document.components });
    return (name, value) => {
        const validate = ajv.getSchema(`meta#/components/schemas/${name}`);
        return validate(value) ? [] : validate.errors.map((fault) => `${fault.instancePath} ${fault.message}`);
    };
}
