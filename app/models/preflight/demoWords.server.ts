/** The headlines of the pieces in `demo/articles`, which nobody means to send. */
export const demoHeadlines = [
  "One person, five machines, forty minutes",
  "What a humanoid pilot costs, line by line",
  "The standard stops talking about collaborative robots",
  "Which rulebook is your robot sold under?",
  "How to read a robotics funding round",
  "Same robots, two warehouses, five years apart",
];
