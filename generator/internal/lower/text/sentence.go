package text

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// join makes one sentence of a name and a sentence about the thing, where the
// grammar is plain; otherwise the sentence follows a colon.
func join(name, sentence string) string {
	word := firstWord(sentence)
	body := strings.TrimRight(sentence, ".。")
	switch {
	case strings.HasSuffix(body, "?") || strings.HasSuffix(body, "？"):
	case isArticle(word) && !isClause(body):
		return name + " is " + lowerFirst(body)
	case isQuestionWord(word) && word != body && !isCondition(word, body):
		return name + " is " + lowerFirst(body)
	case isVerb(body):
		return name + " " + lowerFirst(body)
	}
	return apart(name, sentence)
}

// apart puts the sentence after a colon.
func apart(name, sentence string) string {
	return name + ": " + lowerWord(strings.TrimRight(sentence, ".。"))
}

func firstWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return strings.TrimRight(word, ",;:.")
}

func isArticle(word string) bool { return slices.Contains([]string{"The", "A", "An", "One"}, word) }

func isQuestionWord(word string) bool {
	return slices.Contains([]string{"Whether", "What", "Why", "When", "Where", "How", "Who"}, word)
}

// isCondition reports whether a sentence begins with a clause of its own, as "When
// set, …" does.
func isCondition(word, body string) bool {
	_, after, hasMain := strings.Cut(body, ", ")
	return hasMain && (word == "When" || word == "Where" || word == "Whether") && isClause(after)
}

// finite are verbs that make a clause a sentence.
var finite = []string{
	"is", "are", "was", "were", "has", "have", "had", "will", "can", "may", "must", "should", "does", "do",
	"defines", "describes", "contains", "specifies", "represents", "indicates", "determines", "identifies",
	"returns", "provides", "allows", "cannot", "can't", "isn't",
}

// relative words begin a clause within a sentence, whose verb is not the
// sentence's.
var relative = []string{
	"that", "which", "who", "whose", "whom", "what", "whether", "when", "where", "while", "if", "as", "how", "why", "until",
	"before", "after", "unless", "because", "since", "once",
}

// isClause reports whether text has a verb of its own: "The token is used to sign
// in", and not "The number that is shown to the user".
func isClause(text string) bool {
	text, _, _ = strings.Cut(text, "; ")
	inRelative := false
	for i, word := range strings.Fields(text) {
		bare := strings.ToLower(strings.Trim(word, ",;:.()`"))
		switch {
		case strings.HasPrefix(word, "(") || slices.Contains(relative, bare):
			inRelative = true
		case i > 1 && !inRelative && slices.Contains(finite, bare):
			return true
		}
		if strings.ContainsAny(word[len(word)-1:], ",;:") {
			inRelative = strings.HasSuffix(word, ",") && inRelative
		}
	}
	return false
}

// isVerb reports whether a sentence begins as those about a function do: with a
// verb in the third person. "Details of the source" does not.
func isVerb(sentence string) bool {
	word := firstWord(sentence)
	if !looksThirdPerson(word) {
		return false
	}
	second := firstWord(strings.TrimPrefix(strings.TrimPrefix(sentence, word), " "))
	if second == "of" { // "Limits of the account"
		return false
	}
	return slices.Contains(verbs, strings.ToLower(word)) || slices.Contains(determiners, strings.ToLower(second))
}

func looksThirdPerson(word string) bool {
	return len(word) > 3 && strings.HasSuffix(word, "s") && !strings.HasSuffix(word, "ss") && !strings.HasSuffix(word, "us") &&
		word[0] < utf8.RuneSelf && unicode.IsUpper(rune(word[0])) && strings.ToLower(word[1:]) == word[1:] &&
		word != "This" && word != "These" && word != "Details" && word != "Its" && word != "Always"
}

// determiners begin the object of a verb.
var determiners = []string{"a", "an", "the", "this", "that", "one", "all", "each", "every", "its", "your", "any", "what", "whether", "how"}

// verbs that descriptions of APIs begin with, also without an object that shows
// that they are verbs.
var verbs = strings.Fields(`accepts activates adds allows applies appends approves archives asks assigns attaches authenticates
	authorises authorizes begins binds blocks cancels captures changes checks clears closes compares completes computes confirms
	contains converts copies counts creates deactivates declares decrypts deducts deletes delivers denies deploys describes
	destroys detaches determines disables discards disconnects dispatches downloads duplicates edits enables ends ensures
	enters executes expires exports extends fetches finds finishes freezes gathers gets gives grants handles identifies ignores
	imports includes increases indicates initialises initializes initiates inserts installs invalidates invites issues joins
	keeps launches leaves lets limits links lists loads locks logs looks makes marks merges modifies moves obtains opens overrides
	overwrites partially pauses pays performs permits posts prepares prevents processes provides publishes pulls purges
	pushes puts queries reads rebuilds receives records redeems refreshes refunds registers rejects releases removes renames
	renews reopens replaces replies reports requests resends resets resolves responds restarts restores restricts resumes
	retrieves retries returns reverses reverts revokes rotates runs saves says searches selects sends serves sets shares shows
	signs specifies starts stops stores subscribes submits suspends switches synchronises synchronizes syncs takes tells
	terminates tests tracks transfers triggers turns unbinds unblocks unfreezes uninstalls unlinks unlocks unsubscribes
	updates upgrades uploads uses validates verifies waits withdraws writes`)

// lowerWord lets a text go on in the middle of a sentence, if it does not begin
// with a name.
func lowerWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	_, size := utf8.DecodeRuneInString(word)
	if strings.HasPrefix(word, "WeChat") || strings.HasSuffix(word, "'s") || strings.ToLower(word[size:]) != word[size:] {
		return s
	}
	return lowerFirst(s)
}

func lowerFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError {
		return s
	}
	return string(unicode.ToLower(r)) + s[size:]
}

func upperFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}

// abbreviations end in a full stop that ends no sentence.
var abbreviations = []string{"e.g.", "i.e.", "etc.", "vs.", "no.", "approx.", "cf.", "incl.", "resp."}

// firstSentence cuts a text after its first sentence. A text of punctuation alone
// is empty.
func firstSentence(text string) (first, rest string) {
	text = strings.TrimSpace(text)
	if !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsSymbol(r) }) {
		return "", ""
	}
	for i, r := range text {
		next := i + utf8.RuneLen(r)
		switch r {
		case '。', '！', '？':
		case '.', '!', '?':
			if next < len(text) && text[next] != ' ' || isAbbreviation(text[:next]) {
				continue
			}
		default:
			continue
		}
		return strings.TrimSpace(text[:next]), strings.TrimSpace(text[next:])
	}
	return text, ""
}

func isAbbreviation(text string) bool {
	word := text[strings.LastIndexAny(text, " (")+1:]
	return slices.Contains(abbreviations, strings.ToLower(word))
}
