/** A chart that cannot be drawn, or whose code did not arrive, leaves the rest of the page as it is. */
import { Component, type ReactNode } from 'react'

export class DrawnOrNot extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError = () => ({ failed: true })

  override render() {
    return this.state.failed ? (
      <p className="muted">The chart could not be drawn in this browser; its numbers are below.</p>
    ) : (
      this.props.children
    )
  }
}
