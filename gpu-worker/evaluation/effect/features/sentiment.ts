import vader from 'vader-sentiment'

/**
 * How glad a text is, from -1 to 1: the compound score of VADER (Hutto & Gilbert 2014, A Parsimonious Rule-based Model
 * for Sentiment Analysis of Social Media Text). English; 0 for what its lexicon does not know.
 */
export const sentiment = (text: string): number => vader.SentimentIntensityAnalyzer.polarity_scores(text).compound
