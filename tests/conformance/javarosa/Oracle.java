import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.QuestionDef;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.condition.EvaluationContext;
import org.javarosa.core.model.condition.IFunctionHandler;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.instance.AbstractTreeElement;
import org.javarosa.core.model.instance.CsvExternalInstance;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.core.model.instance.XmlExternalInstance;
import org.javarosa.form.api.FormEntryPrompt;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.test.Scenario;
import org.javarosa.xform.parse.ExternalInstanceParser;
import org.javarosa.xform.util.XFormAnswerDataParser;
import org.javarosa.xform.util.XFormUtils;
import org.javarosa.xpath.XPathNodeset;
import org.javarosa.xpath.XPathParseTool;
import org.javarosa.xpath.expr.XPathFuncExpr;

/**
 * JavaRosa, asked over standard input and output: one JSON object a line, one answer a line, as oracle.py says them.
 * What a person does (walk, answer, add, remove) goes through JavaRosa's own Scenario; a state is read from its tree.
 */
public final class Oracle {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WALK_STEPS_MAX = 3000; // a row count may grow with the rows

    private Scenario scenario;

    public static void main(String[] arguments) throws IOException {
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err); // whatever JavaRosa prints is not an answer
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Oracle oracle = new Oracle();
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            answers.println(JSON.writeValueAsString(oracle.answerOrError(JSON.readTree(line))));
        }
    }

    private ObjectNode answerOrError(JsonNode asked) {
        try {
            return reply(asked);
        } catch (Exception | StackOverflowError error) {
            return JSON.createObjectNode()
                .put("error", error.getClass().getSimpleName()).put("message", String.valueOf(error.getMessage()));
        }
    }

    private ObjectNode reply(JsonNode asked) throws Exception {
        switch (asked.get("do").asText()) {
            case "load":
                load(new File(asked.get("form").asText()), new File(asked.get("files").asText()));
                return JSON.createObjectNode();
            case "evaluate":
                return evaluated(asked.get("expression").asText(), asked.get("context").asText());
            case "answer":
                answer(asked.get("ref").asText(), asked.get("value").asText());
                return state();
            case "add":
                scenario.createNewRepeat(asked.get("ref").asText().replaceAll("/([^/\\[\\]]+)(?=/)", "/$1[1]"));
                return state();
            case "remove":
                scenario.getFormDef().deleteRepeat(scenario.indexOf(asked.get("ref").asText()));
                return state();
            case "state":
                return state();
            default:
                throw new IllegalArgumentException("not something to do: " + asked);
        }
    }

    private void load(File form, File files) throws Exception {
        XFormUtils.setExternalInstanceParserFactory(() -> readingFrom(files));
        new XFormsModule().registerModule();
        FormDef definition = Scenario.createFormDef(form);
        definition.getEvaluationContext().addFunctionHandler(new PullData(files));
        scenario = Scenario.init(definition);
    }

    /** External instances lie in one folder, whatever kind of jr: address names them. */
    private static ExternalInstanceParser readingFrom(File folder) {
        ExternalInstanceParser parser = new ExternalInstanceParser();
        parser.addInstanceProvider(new ExternalInstanceParser.InstanceProvider() {
            @Override
            public TreeElement get(String id, String source) throws IOException {
                String path = new File(folder, source.substring(source.lastIndexOf('/') + 1)).getPath();
                try {
                    return path.endsWith(".csv")
                        ? new CsvExternalInstance().parse(id, path) : XmlExternalInstance.parse(id, path);
                } catch (IOException | RuntimeException error) {
                    throw error;
                } catch (Exception error) {
                    throw new IOException(error);
                }
            }

            @Override
            public boolean isSupported(String id, String source) {
                return source.startsWith("jr://file");
            }
        });
        return parser;
    }

    private ObjectNode evaluated(String expression, String context) throws Exception {
        FormDef form = scenario.getFormDef();
        TreeReference ref = scenario.expandSingle(Scenario.getRef(context));
        EvaluationContext around = new EvaluationContext(form.getEvaluationContext(), ref);
        Object value = XPathParseTool.parseXPath(expression).eval(form.getMainInstance(), around);
        ObjectNode said = JSON.createObjectNode();
        if (value instanceof XPathNodeset) {
            ArrayNode nodes = said.put("kind", "nodes").putArray("value");
            for (TreeReference node : ((XPathNodeset) value).getReferences()) {
                nodes.add(text(around.resolveReference(node)));
            }
        } else if (value instanceof Date) {
            said.put("kind", "date").put("value", ((Date) value).getTime());
        } else if (value instanceof Boolean) {
            said.put("kind", "boolean").put("value", (Boolean) value);
        } else if (value instanceof Double) {
            said.put("kind", "number").put("value", String.valueOf(value)); // JSON has no NaN
        } else {
            said.put("kind", "string").put("value", XPathFuncExpr.toString(value));
        }
        return said;
    }

    /** As it would be written into the submission; of what is not relevant an expression sees nothing. */
    @SuppressWarnings("rawtypes")
    private static String text(AbstractTreeElement node) {
        return !node.isRelevant() || node.getValue() == null ? "" : node.getValue().uncast().getString();
    }

    /** Set whatever the constraint says of it, as our engine does; a client of JavaRosa would ask again instead. */
    private void answer(String path, String value) {
        FormDef form = scenario.getFormDef();
        TreeReference ref = scenario.expandSingle(Scenario.getRef(path));
        QuestionDef question = FormDef.findQuestionByRef(ref, form);
        int type = form.getMainInstance().resolveReference(ref).getDataType();
        form.setValue(value.isEmpty() ? null : XFormAnswerDataParser.getAnswerData(value, type, question), ref, true);
    }

    /** The questions that a person meets from beginning to end, and then every node. Walking makes counted rows. */
    private ObjectNode state() throws Exception {
        ObjectNode said = JSON.createObjectNode();
        ArrayNode questions = said.putArray("questions");
        scenario.jumpToBeginningOfForm();
        for (int steps = 0; !scenario.atTheEndOfForm(); steps++) {
            if (steps == WALK_STEPS_MAX) {
                throw new IllegalStateException("rows without end");
            }
            scenario.next();
            if (scenario.atQuestion()) {
                question(questions.addObject(), scenario.getFormEntryPromptAtIndex());
            }
        }
        TreeElement root = scenario.getFormDef().getMainInstance().getRoot();
        nodes(said.putArray("nodes"), root, "/" + root.getName());
        return said;
    }

    private void question(ObjectNode said, FormEntryPrompt prompt) {
        said.put("ref", path(scenario.refAtIndex())).put("label", prompt.getQuestionText());
        ArrayNode options = said.putArray("options");
        List<SelectChoice> choices = prompt.getSelectChoices();
        for (SelectChoice choice : choices == null ? Collections.<SelectChoice>emptyList() : choices) {
            options.addArray().add(choice.getValue()).add(prompt.getSelectChoiceText(choice));
        }
    }

    private String path(TreeReference ref) {
        StringBuilder path = new StringBuilder();
        for (int step = 0; step < ref.size(); step++) {
            path.append('/').append(ref.getName(step));
            TreeElement node = scenario.getFormDef().getMainInstance().resolveReference(ref.getSubReference(step));
            if (node != null && node.isRepeatable()) {
                path.append('[').append(ref.getMultiplicity(step) + 1).append(']');
            }
        }
        return path.toString();
    }

    private void nodes(ArrayNode said, TreeElement node, String path) throws Exception {
        IAnswerData value = node.getValue();
        ObjectNode one = said.addObject();
        one.put("ref", path).put("relevant", node.isRelevant()).put("readonly", !node.isEnabled())
            .put("required", node.isRequired()).put("value", value == null ? "" : value.uncast().getString())
            .put("constrained", !scenario.getFormDef().evaluateConstraint(node.getRef(), value));
        for (int at = 0; at < node.getNumChildren(); at++) {
            TreeElement child = node.getChildAt(at);
            if (child.getMult() != TreeReference.INDEX_TEMPLATE && !child.getName().equals("meta")) {
                String row = child.isRepeatable() ? "[" + (child.getMult() + 1) + "]" : "";
                nodes(said, child, path + "/" + child.getName() + row);
            }
        }
    }

    /** pulldata() belongs to the clients of JavaRosa: of a table, the first row whose key column holds the key. */
    @SuppressWarnings("rawtypes")
    private static final class PullData implements IFunctionHandler {
        private final File files;

        PullData(File files) {
            this.files = files;
        }

        @Override
        public String getName() {
            return "pulldata";
        }

        @Override
        public List<Class[]> getPrototypes() {
            return Collections.emptyList();
        }

        @Override
        public boolean rawArgs() {
            return true;
        }

        @Override
        public boolean realTime() {
            return false;
        }

        @Override
        public Object eval(Object[] given, EvaluationContext around) {
            String column = XPathFuncExpr.toString(given[1]);
            String keys = XPathFuncExpr.toString(given[2]);
            String key = XPathFuncExpr.toString(given[3]);
            AbstractTreeElement rows = table(XPathFuncExpr.toString(given[0]));
            for (int at = 0; at < rows.getNumChildren(); at++) {
                AbstractTreeElement row = rows.getChildAt(at);
                if (key.equals(text(row, keys))) {
                    return text(row, column);
                }
            }
            return "";
        }

        private TreeElement table(String name) {
            try {
                return new CsvExternalInstance().parse(name, new File(files, name + ".csv").getPath());
            } catch (IOException error) {
                throw new UncheckedIOException(error);
            }
        }

        private static String text(AbstractTreeElement row, String column) {
            AbstractTreeElement cell = row.getChild(column, 0);
            return cell == null ? "" : Oracle.text(cell);
        }
    }
}
