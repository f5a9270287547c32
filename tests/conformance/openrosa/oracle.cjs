// Enketo's XPath evaluator, asked over standard input and output: one JSON object a line, one answer a line, as
// oracle.py says them. The packages lie in the folder named by the one argument; the DOM is jsdom's.
'use strict';

const { createRequire } = require('node:module');
const { createInterface } = require('node:readline');

const packages = createRequire(process.argv[2] + '/');
const { JSDOM } = packages('jsdom');
const { window } = new JSDOM();
const { Node, XPathExpression, XPathResult, XPathEvaluator } = window;
Object.assign(globalThis, { Node, XPathResult, XPathEvaluator });

// The standard's default for the kind of result, which jsdom wants to be told.
const { evaluate } = XPathExpression.prototype;
XPathExpression.prototype.evaluate = function (node, type = XPathResult.ANY_TYPE, result = null) {
    return evaluate.call(this, node, type, result);
};

const evaluator = packages('openrosa-xpath-evaluator')();

const NAMESPACES = { lookupNamespaceURI: () => null };
let instance = null;

function load(xml) {
    instance = new window.DOMParser().parseFromString(xml, 'application/xml');
    return {};
}

// Dates leave the evaluator as text when nothing is asked of them.
function evaluated(expression, context) {
    const node = instance.evaluate(context, instance, null, XPathResult.FIRST_ORDERED_NODE_TYPE).singleNodeValue;
    const result = evaluator.evaluate(expression, node, NAMESPACES, XPathResult.ANY_TYPE);
    switch (result.resultType) {
        case XPathResult.NUMBER_TYPE:
            return { kind: 'number', value: String(result.numberValue) };
        case XPathResult.BOOLEAN_TYPE:
            return { kind: 'boolean', value: result.booleanValue };
        case XPathResult.UNORDERED_NODE_ITERATOR_TYPE: {
            const value = [];
            for (let one = result.iterateNext(); one; one = result.iterateNext()) value.push(one.textContent);
            return { kind: 'nodes', value };
        }
        default:
            // A union leaves the evaluator as a plain array, with doubles and in no order.
            if (Array.isArray(result.stringValue)) {
                const after = (one, other) => one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_PRECEDING;
                const nodes = [...new Set(result.stringValue)].sort((one, other) => (after(one, other) ? 1 : -1));
                return { kind: 'nodes', value: nodes.map((one) => one.textContent) };
            }
            return { kind: 'string', value: result.stringValue };
    }
}

const DEEDS = {
    load: ({ xml }) => load(xml),
    evaluate: ({ expression, context }) => evaluated(expression, context),
};

createInterface({ input: process.stdin }).on('line', (line) => {
    const asked = JSON.parse(line);
    let said;
    try {
        said = DEEDS[asked.do](asked);
    } catch (error) {
        said = { error: error.name, message: error.message.slice(0, 300) };
    }
    process.stdout.write(JSON.stringify(said) + '\n');
});
