// The document as a judge: of each request that is sent, and of each answer down to the last member.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const fromPage = createRequire(join(root, "web/package.json"));
const Ajv = fromPage("ajv/dist/2020").default;
const addFormats = fromPage("ajv-formats").default;

const reference = "#/components/schemas/";
let failures = 0;

/** One thing that has to hold. `found` is shown when it does not. */
export function check(what, holds, found) {
    if (holds) return console.log(`ok ${what}`);
    failures += 1;
    console.log(`not ok ${what}: ${JSON.stringify(found)}`);
}

export const failed = () => failures > 0;

/** The schema with its references by name, in which what is not described may not be. */
function closed(schema) {
    if (Array.isArray(schema)) return schema.map(closed);
    if (typeof schema !== "object" || schema === null) return schema;
    const own = Object.entries(schema).map(([key, value]) =>
        key === "$ref" ? [key, value.replace(reference, "")] : [key, closed(value)]);
    const lists = "properties" in schema && typeof schema.properties === "object";
    return { ...Object.fromEntries(own), ...(lists ? { additionalProperties: false } : {}) };
}

export class Judge {
    #ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true });
    #validators = new Map();
    #seen = new Set();

    constructor(document) {
        this.document = document;
        addFormats(this.#ajv);
        for (const [name, schema] of Object.entries(document.components.schemas)) this.#ajv.addSchema(closed(schema), name);
    }

    /** What is wrong with the value, by a schema of the document; empty when nothing is. */
    faults(schema, value) {
        const key = JSON.stringify(schema);
        if (!this.#validators.has(key)) this.#validators.set(key, this.#ajv.compile(closed(schema)));
        const validate = this.#validators.get(key);
        return validate(value) ? [] : validate.errors.map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`);
    }

    component(name, value) {
        return this.faults({ $ref: reference + name }, value);
    }

    /** What is wrong with a request: a parameter that is not described, one that is missing, a body unlike its schema. */
    requestFaults(operation, { query = {}, headers = {}, body }) {
        const described = (where) => operation.parameters.filter((one) => one.in === where);
        const faults = Object.keys(query).filter((name) => !described("query").some((one) => one.name === name)).map((name) => `?${name} is not described`);
        for (const { name, schema } of described("query"))
            if (name in query) faults.push(...this.faults(schema, schema.type === "integer" ? Number(query[name]) : query[name]));
        for (const { name, required } of described("header")) if (required && !(name in headers)) faults.push(`the header ${name} is missing`);
        if (body !== undefined) {
            const schema = operation.requestBody?.content["application/json"].schema;
            faults.push(...(schema ? this.faults(schema, body) : ["no body is described"]));
        } else if (operation.requestBody) faults.push("the body is missing");
        return faults;
    }

    /** What is wrong with an answer: its status, its headers, its media type, its body. */
    answerFaults(operation, { status, headers, body }) {
        const described = operation.responses[status] ?? operation.responses.default;
        if (status < 400 && !operation.responses[status]) return [`the status ${status} is not described`];
        const faults = Object.entries(described.headers ?? {})
            .filter(([name, header]) => header.required && !headers.has(name)).map(([name]) => `the header ${name} is missing`);
        const type = (headers.get("Content-Type") ?? "").split(";")[0];
        if (!described.content) return body === "" ? faults : [...faults, "no content is described"];
        const content = described.content[type];
        if (!content) return [...faults, `the media type "${type}" is not described`];
        return [...faults, ...this.faults(content.schema, type === "application/json" ? JSON.parse(body) : body)];
    }

    saw(method, path) {
        this.#seen.add(`${method} ${path}`);
    }

    /** Operations of which no good answer has been seen. */
    unseen() {
        return Object.entries(this.document.paths).flatMap(([path, item]) =>
            Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`)).filter((name) => !this.#seen.has(name));
    }
}

/** One person, or a stranger, at one server: sends by the document and has the answer judged. */
export class Caller {
    cookie = "";
    constructor(judge, url, token = "") {
        Object.assign(this, { judge, url, token });
    }

    /**
     * `raw` is a body that is no JSON of ours, `unlike` says that the request is wrong on purpose. Without `status`
     * the answer must be the good one. Returns `data`, or the whole body where there is no envelope.
     */
    async call(method, path, { parameters = {}, query, headers = {}, body, raw, status, unlike = false } = {}) {
        const operation = this.judge.document.paths[path]?.[method.toLowerCase()];
        const what = `${method} ${path}${status ? ` (${status})` : ""}`;
        if (!operation) return check(what, false, "it is not described");
        if (raw === undefined && !unlike) {
            const faults = this.judge.requestFaults(operation, { query, headers, body });
            if (faults.length > 0) check(`${what}: the request`, false, faults);
        }
        const target = new URL(path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(parameters[name])), this.url);
        for (const [name, value] of Object.entries(query ?? {})) target.searchParams.set(name, value);
        const response = await fetch(target, {
            method,
            headers: {
                ...(this.token ? { Authorization: `Bearer ${this.token}` } : {}), ...(this.cookie ? { Cookie: this.cookie } : {}),
                ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...headers,
            },
            body: raw ?? (body === undefined ? undefined : JSON.stringify(body)),
        });
        const answer = { status: response.status, headers: response.headers, body: await response.text() };
        const good = answer.status in operation.responses;
        const expected = status ? answer.status === status : good;
        const faults = this.judge.answerFaults(operation, answer);
        check(what, expected && faults.length === 0, { status: answer.status, faults, body: answer.body.slice(0, 600) });
        if (good) this.judge.saw(method, path);
        const setCookie = response.headers.get("Set-Cookie")?.split(";")[0];
        if (setCookie) this.cookie = setCookie;
        this.headers = response.headers;
        return response.headers.get("Content-Type")?.startsWith("application/json") ? (JSON.parse(answer.body).data ?? JSON.parse(answer.body)) : answer.body;
    }
}

export function committedDocument() {
    return JSON.parse(readFileSync(join(root, "web/openapi.json"), "utf8"));
}
